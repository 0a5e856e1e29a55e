//! Rows of the table.

use std::time::Duration;

use crate::figure::Figure;

pub(crate) const HEADER: &str = "\
| what | time | target | | floor | ratio | cpu time | peak memory |
|---|---|---|---|---|---|---|---|";

/// What a time is to stay under.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// Nothing is promised.
    None,
    /// This time.
    Time(Duration),
    /// This time, and this many megabytes.
    TimeAndMemory(Duration, u64),
    /// This many megabytes.
    Memory(u64),
    /// So many times the floor.
    TimesFloor(f64),
    /// This time on top of the floor.
    BesideFloor(Duration),
}

/// One thing that was measured, and its floors; the first is the one that counts.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) figure: Figure,
    pub(crate) target: Target,
    pub(crate) floors: Vec<(&'static str, Figure)>,
}

const MEGABYTE: u64 = 1_000_000;

impl Row {
    /// The row in Markdown.
    pub(crate) fn print(&self) {
        let floors: Vec<String> =
            self.floors.iter().map(|(name, floor)| format!("{name}: {}", time(floor.median()))).collect();
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            self.what,
            self.time(),
            self.target.words(),
            self.outcome(),
            floors.join(", "),
            self.ratio(),
            self.figure.cpu().map(time).unwrap_or_default(),
            self.memory(),
        );
    }

    /// The median, with the shortest.
    fn time(&self) -> String {
        let median = time(self.figure.median());
        if self.figure.is_cut {
            return format!("over {median}");
        }
        format!("{median} (least {})", time(self.figure.shortest()))
    }

    fn floor(&self) -> Duration {
        self.floors.first().map(|(_, floor)| floor.median()).unwrap_or_default()
    }

    fn times_floor(&self) -> f64 {
        self.figure.median().as_secs_f64() / self.floor().as_secs_f64()
    }

    fn ratio(&self) -> String {
        match self.floors.as_slice() {
            [] => String::new(),
            _ if self.figure.is_cut => format!("over {:.0}", self.times_floor()),
            _ => format!("{:.1}", self.times_floor()),
        }
    }

    fn memory(&self) -> String {
        if self.figure.peak == 0 { String::new() } else { format!("{} MB", self.figure.peak / MEGABYTE) }
    }

    fn outcome(&self) -> &'static str {
        let time = self.figure.median();
        let is_met = match self.target {
            Target::None => return "",
            _ if self.figure.is_cut => false,
            Target::Time(most) => time < most,
            Target::TimeAndMemory(most, megabytes) => time < most && self.figure.peak < megabytes * MEGABYTE,
            Target::Memory(megabytes) => self.figure.peak < megabytes * MEGABYTE,
            Target::TimesFloor(most) => self.times_floor() < most,
            Target::BesideFloor(most) => time.saturating_sub(self.floor()) < most,
        };
        if is_met { "met" } else { "missed" }
    }
}

impl Target {
    fn words(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Time(most) => format!("under {}", time(most)),
            Self::TimeAndMemory(most, megabytes) => format!("under {} and {megabytes} MB", time(most)),
            Self::Memory(megabytes) => format!("under {megabytes} MB"),
            Self::TimesFloor(most) => format!("under {most} × floor"),
            Self::BesideFloor(most) => format!("under {} beside the floor", time(most)),
        }
    }
}

/// A time in a unit that leaves it two or three figures.
fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match () {
        () if seconds >= 10.0 => format!("{seconds:.0} s"),
        () if seconds >= 0.1 => format!("{seconds:.2} s"),
        () if seconds >= 0.01 => format!("{:.0} ms", seconds * 1e3),
        () => format!("{:.1} ms", seconds * 1e3),
    }
}

/// A number with commas between its thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
