//! Running processes, with their time and peak memory.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use wait4::{ResourceUsage, Wait4 as _};

use crate::figure::Figure;

/// No thing is run less often than this.
const FEWEST: usize = 5;
/// Nor more often.
const MOST: usize = 50;
/// Once this long was spent on the slowest thing, the fewest runs are enough.
const ENOUGH: Duration = Duration::from_secs(2);
/// A run that takes longer is ended, and is the only one.
const LONGEST: Duration = Duration::from_secs(60);

/// Measures processes in turn, so that whatever else the machine does meets all of them.
pub(crate) fn measure(commands: &mut [Command]) -> Vec<Figure> {
    let mut figures: Vec<Figure> = commands.iter().map(|_| Figure::default()).collect();
    let warmed: Vec<bool> = commands.iter_mut().map(|command| once(command).is_ok()).collect();
    while !is_enough(&figures) {
        for ((command, figure), warmed) in commands.iter_mut().zip(&mut figures).zip(&warmed) {
            match warmed.then(|| once(command)) {
                Some(Ok(run)) => {
                    figure.add(run.time);
                    figure.add_used(run.cpu, run.peak);
                }
                _ if figure.is_cut => {}
                _ => {
                    figure.is_cut = true;
                    figure.add(LONGEST);
                }
            }
        }
    }
    figures
}

fn is_enough(figures: &[Figure]) -> bool {
    let figures = || figures.iter().filter(|figure| !figure.is_cut);
    let count = figures().map(Figure::count).min().unwrap_or(MOST);
    let spent = figures().map(Figure::total).max().unwrap_or_default();
    count >= MOST || (count >= FEWEST && spent >= ENOUGH)
}

/// What one run took, as the kernel counts it.
struct Run {
    time: Duration,
    /// Of all processors.
    cpu: Duration,
    /// Bytes.
    peak: u64,
}

/// A run that took too long.
struct Cut;

/// Runs a process to its end. Exit status 1 says that there are findings.
fn once(command: &mut Command) -> Result<Run, Cut> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (done, is_done) = mpsc::channel();
    let id = child.id();
    let watch = thread::spawn(move || end_after(LONGEST, id, &is_done));
    let used = child.wait4().unwrap();
    let time = start.elapsed();
    // The watch may have gone.
    let _ = done.send(());
    watch.join().unwrap();
    if time >= LONGEST {
        return Err(Cut);
    }
    assert!(is_fine(used.status), "{command:?}: {}", used.status);
    let ResourceUsage { utime, stime, maxrss } = used.rusage;
    Ok(Run { time, cpu: utime + stime, peak: maxrss })
}

/// Ends a process that is not done in time.
fn end_after(longest: Duration, process: u32, is_done: &Receiver<()>) {
    if is_done.recv_timeout(longest).is_err() {
        // It may have ended by itself.
        let _ = Command::new("kill").arg(process.to_string()).status();
    }
}

fn is_fine(status: ExitStatus) -> bool {
    matches!(status.code(), Some(0 | 1))
}
