//! Reads contexts side by side, and reports those that cannot be read.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::progress::Line;
use super::{Connection, access};
use crate::cli::args::ClusterArgs;
use crate::cli::error::CliError;
use crate::cli::terminal::Terminal;
use crate::cluster::{self, Access, Cluster, ClusterError};

/// Contexts that are read at the same time.
const AT_ONCE: usize = 8;

/// A context, and what came of reading it.
pub(in crate::cli) struct Visited<T> {
    /// Its name.
    pub(in crate::cli) name: String,
    /// What was read, or why nothing was.
    pub(in crate::cli) result: Result<T, ClusterError>,
}

/// Looks at every context that the arguments ask for, several at the same time; the results are in the order of the
/// arguments. A context that cannot be read is reported, and the others go on.
///
/// # Errors
/// If none of them can be read. If some cannot, the caller ends with [`ensure_all`].
pub(in crate::cli) fn visit<T: Send>(
    args: &ClusterArgs,
    terminal: Terminal,
    look: impl Fn(&Connection<'_>) -> Result<T, ClusterError> + Sync,
) -> Result<Vec<Visited<T>>, CliError> {
    let access = access(args);
    let names = names(args, &access)?;
    let line = Line::new(terminal, &names);
    let visited = side_by_side(&names, |name| {
        let visited = visit_one(&access, name, &line, &look);
        line.done();
        visited
    });
    line.clear();
    report(visited, terminal)
}

/// Fails, after everything else is done, if some context could not be read.
pub(in crate::cli) fn ensure_all<T>(visited: &[Visited<T>]) -> Result<(), CliError> {
    let failed = visited.iter().filter(|visited| visited.result.is_err()).count();
    if failed > 0 { Err(CliError::Contexts(failed, visited.len())) } else { Ok(()) }
}

/// The contexts to read; `None` is the current one.
fn names(args: &ClusterArgs, access: &Access) -> Result<Vec<Option<String>>, CliError> {
    let wanted = if args.all_contexts { cluster::contexts(access)?.names } else { args.context.clone() };
    let mut names: Vec<Option<String>> = Vec::new();
    for name in wanted.into_iter().map(Some) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match (names.is_empty(), args.all_contexts) {
        (true, true) => Err(CliError::usage(
            "the kubeconfig has no contexts",
            "name another one with --kubeconfig, or set KUBECONFIG",
        )),
        (true, false) => Ok(vec![None]),
        (false, _) => Ok(names),
    }
}

/// Works on all contexts with as many threads as are useful: they wait for servers most of the time.
fn side_by_side<T: Send>(
    names: &[Option<String>],
    work: impl Fn(Option<&str>) -> Visited<T> + Sync,
) -> Vec<Visited<T>> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(name) = names.get(index) else { return done };
            done.push((index, work(name.as_deref())));
        }
    };
    let mut done: Vec<(usize, Visited<T>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..names.len().min(AT_ONCE)).map(|_| scope.spawn(worker)).collect();
        let results = threads.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.flatten().collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, visited)| visited).collect()
}

fn visit_one<T>(
    access: &Access,
    name: Option<&str>,
    line: &Line,
    look: impl Fn(&Connection<'_>) -> Result<T, ClusterError>,
) -> Visited<T> {
    let cluster = match Cluster::connect(access, name) {
        Ok(cluster) => cluster,
        Err(error) => {
            let name = name.map(str::to_owned).unwrap_or_default();
            return Visited { name, result: Err(error) };
        }
    };
    let name = cluster.context().to_owned();
    let progress = line.of(&name);
    let result = look(&Connection { cluster, progress: &progress });
    Visited { name, result }
}

/// Says which contexts cannot be read, and why.
fn report<T>(visited: Vec<Visited<T>>, terminal: Terminal) -> Result<Vec<Visited<T>>, CliError> {
    if let [Visited { result: Err(error), .. }] = visited.as_slice() {
        return Err(CliError::Cluster(error.clone()));
    }
    for Visited { name, result } in &visited {
        if let Err(error) = result {
            terminal.error(&CliError::Context(name.clone(), error.clone()));
        }
    }
    if visited.iter().all(|visited| visited.result.is_err()) {
        ensure_all(&visited)?;
    }
    Ok(visited)
}
