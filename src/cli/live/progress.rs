//! A line on the terminal that says how far the reading of clusters has come.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::terminal::{self, Terminal};
use crate::cluster::{Kind, Progress};
use crate::report::printable;

/// The line is not written more often than that; the first time after that.
const INTERVAL: Duration = Duration::from_millis(100);

/// Columns that the line keeps to: one that wraps cannot be cleared.
const WIDTH: usize = 79;

/// Kinds that the line names.
const KINDS: usize = 2;

/// The line, shared by all contexts that are being read.
pub(super) struct Line {
    terminal: Terminal,
    /// How many contexts are read.
    contexts: usize,
    state: Mutex<State>,
}

struct State {
    /// What has been read of each context and kind, with how many there are if the server says so.
    counts: BTreeMap<(String, Kind), (usize, Option<usize>)>,
    done: usize,
    written: Instant,
    is_shown: bool,
}

/// The line as one context sees it.
pub(super) struct OfContext<'a> {
    line: &'a Line,
    context: &'a str,
}

impl Line {
    pub(super) fn new(terminal: Terminal, names: &[Option<String>]) -> Self {
        let state = State { counts: BTreeMap::new(), done: 0, written: Instant::now(), is_shown: false };
        Self { terminal, contexts: names.len(), state: Mutex::new(state) }
    }

    pub(super) fn of<'a>(&'a self, context: &'a str) -> OfContext<'a> {
        OfContext { line: self, context }
    }

    /// Notes that a context has been read.
    pub(super) fn done(&self) {
        self.lock().done += 1;
    }

    /// Takes the line away again.
    pub(super) fn clear(&self) {
        if std::mem::take(&mut self.lock().is_shown) {
            terminal::clear_status();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, context: &str, kind: Kind, count: usize, total: Option<usize>) {
        if !self.terminal.shows_status() {
            return;
        }
        let mut state = self.lock();
        state.counts.insert((context.to_owned(), kind), (count, total));
        if state.written.elapsed() < INTERVAL {
            return;
        }
        let what = match self.contexts {
            1 => printable(context).into_owned(),
            contexts => format!("{} of {contexts} contexts", state.done + 1),
        };
        terminal::status(&text(&what, &state.counts));
        (state.written, state.is_shown) = (Instant::now(), true);
    }
}

impl Progress for OfContext<'_> {
    fn read(&self, kind: Kind, count: usize, total: Option<usize>) {
        self.line.read(self.context, kind, count, total);
    }
}

/// `reading prod: 5,000 nodes, 43,500 of 150,000 pods …`: the two kinds of which there is most, the larger one last.
fn text(what: &str, counts: &BTreeMap<(String, Kind), (usize, Option<usize>)>) -> String {
    let mut kinds: BTreeMap<Kind, (usize, Option<usize>)> = BTreeMap::new();
    for ((_, kind), (count, total)) in counts {
        let sum = kinds.entry(*kind).or_insert((0, Some(0)));
        *sum = (sum.0 + count, sum.1.zip(*total).map(|(sum, total)| sum + total));
    }
    let mut kinds: Vec<_> = kinds.into_iter().filter(|(_, (count, _))| *count > 0).collect();
    kinds.sort_by_key(|(kind, (count, _))| (*count, *kind));
    let kinds = kinds.split_off(kinds.len().saturating_sub(KINDS));
    let parts = kinds.into_iter().map(|(kind, (count, total))| {
        let total = total.filter(|total| *total > count);
        let of = total.map(|total| format!(" of {}", grouped(total))).unwrap_or_default();
        format!("{}{of} {}", grouped(count), noun(kind))
    });
    let mut text = format!("reading {what}: {}", parts.collect::<Vec<_>>().join(", "));
    if let Some((at, _)) = text.char_indices().nth(WIDTH - 2) {
        text.truncate(at);
    }
    text + " …"
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Node => "nodes",
        Kind::Pod => "pods",
        kind => kind.resource().plural,
    }
}

/// `43,500`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        let _ = write!(out, "{digit}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_sums_up_what_is_read() {
        let counts = BTreeMap::from([
            (("a".to_owned(), Kind::Node), (5_000, Some(5_000))),
            (("a".to_owned(), Kind::Pod), (43_500, Some(150_000))),
            (("b".to_owned(), Kind::Node), (12, Some(12))),
            (("b".to_owned(), Kind::DaemonSet), (1, None)),
        ]);
        assert_eq!(text("prod", &counts), "reading prod: 5,012 nodes, 43,500 of 150,000 pods …");
    }

    #[test]
    fn the_line_fits_on_one_line() {
        let counts = BTreeMap::from([(("a".to_owned(), Kind::Node), (1_234_567, None))]);
        let text = text(&"ä".repeat(200), &counts);
        assert_eq!(text.chars().count(), WIDTH);
        assert!(text.ends_with(" …"));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
