//! Standard error and the colours of both outputs; decided once.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};

use super::args::Color;
use crate::report::{self, Painter, Tone, printable, without_commands};
use crate::yaml::{SourceFile, Span};

/// What the user's terminal gets to see beside the results.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Colours of standard output.
    pub(super) out: Painter,
    err: Painter,
    /// Whether somebody sees standard error while the program runs.
    is_watched: bool,
    quiet: bool,
    /// Whether to tell more about the run.
    pub(super) verbose: bool,
}

impl Terminal {
    pub(super) fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        // https://no-color.org: any value but the empty one.
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let painter = |is_terminal: bool| {
            Painter::new(match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => is_terminal && wanted,
            })
        };
        Self {
            out: painter(io::stdout().is_terminal()),
            err: painter(io::stderr().is_terminal()),
            is_watched: io::stderr().is_terminal(),
            quiet,
            verbose,
        }
    }

    /// Tells a failure.
    pub(super) fn error(self, error: &dyn std::error::Error) {
        let label = self.err.paint("error:", Tone::Bad);
        lines(&format!("{label} "), &error.to_string());
    }

    /// Tells a fault of a file, with its place.
    pub(super) fn fault(self, source: &SourceFile, span: Span, message: &str, help: &str) {
        let text = report::fault(source, span, message, help, self.err);
        // The report makes its texts safe itself, and its colours are its own. Nothing is left to do if standard error
        // is gone.
        let _ = io::stderr().write_all(without_commands(&text).as_bytes());
    }

    /// Whether a line that comes and goes is of use.
    pub(super) fn shows_status(self) -> bool {
        self.is_watched && !self.quiet
    }

    /// Says that the run is not what the user may take it for; even to those who want to hear nothing.
    pub(super) fn warning(self, text: &str) {
        let label = self.err.paint("warning:", Tone::Waiting);
        lines(&format!("{label} "), text);
    }

    /// Tells something about the run, unless the user wants to hear nothing.
    pub(super) fn remark(self, text: &str) {
        if !self.quiet {
            lines("", text);
        }
    }
}

/// Writes a line in place of the one before; nothing else is to be written until it is cleared.
pub(super) fn status(line: &str) {
    // Nothing is left to do if standard error is gone.
    let _ = write!(io::stderr(), "\r{}\x1b[K", without_commands(&printable(line)));
}

/// Takes that line away.
pub(super) fn clear_status() {
    // Nothing is left to do if standard error is gone.
    let _ = write!(io::stderr(), "\r\x1b[K");
}

/// Prints a report for which standard output has no room.
pub(super) fn report(text: &str) {
    // Nothing is left to do if standard error is gone.
    let _ = io::stderr().write_all(without_commands(text).as_bytes());
}

/// Writes to standard error, control characters made visible and commands to CI systems taken apart.
fn lines(before: &str, text: &str) {
    let text = text.lines().map(printable).collect::<Vec<_>>().join("\n");
    // Nothing is left to do if standard error is gone.
    let _ = writeln!(io::stderr(), "{before}{}", without_commands(&text));
}
