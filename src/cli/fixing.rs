//! `check --fix`, `--unsafe-fixes` and `--diff`: what happens to the texts.

use std::path::Path;

use super::args::FixArgs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, output};
use crate::fix::{self, DropReason, FixedFile};
use crate::lint::Applicability;
use crate::load::{self, From};
use crate::report::{self, FileChange, printable};
use crate::yaml::SourceFile;

/// What the arguments ask to do about findings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixing {
    pub(super) up_to: Applicability,
    /// Whether to show changes instead of making them.
    as_diff: bool,
    /// The file that came from standard input.
    stdin: Option<usize>,
}

impl Fixing {
    /// Whether more is asked for than to report findings.
    pub(super) fn is_wanted(args: FixArgs) -> bool {
        args.fix || args.unsafe_fixes || args.diff
    }

    /// None if findings are only to be reported.
    pub(super) fn of(args: FixArgs, from: &[From]) -> Option<Self> {
        let up_to = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
        let stdin = from.iter().position(|from| *from == From::Stdin);
        Self::is_wanted(args).then_some(Self { up_to, as_diff: args.diff, stdin })
    }

    /// Whether standard output is taken by the text from standard input.
    pub(super) fn takes_stdout(self) -> bool {
        self.stdin.is_some() && !self.as_diff
    }

    /// Shows or writes what was fixed in files, which were read from these places; the outcome is there if nothing is left
    /// to do.
    ///
    /// # Errors
    /// If a file cannot be replaced; those before it have been.
    pub(super) fn finish(
        self,
        files: &[SourceFile],
        outcome: &fix::Outcome,
        from: &[From],
        terminal: Terminal,
    ) -> Result<Option<Outcome>, CliError> {
        let set = &outcome.set;
        for dropped in &outcome.dropped {
            let reason = match dropped.reason {
                DropReason::ChangesMore => "it would change more than it says",
                DropReason::NotSettled => "the rule would report the same again",
                DropReason::MakesFinding => "another rule would report what it does",
            };
            let (file, rule) = (printable(files[dropped.file].name()), dropped.rule);
            terminal
                .remark(&format!("{file}: {rule}: fix left out ({}): {reason}", printable(&dropped.title)));
        }
        if self.as_diff {
            return show(files, outcome, terminal).map(Some);
        }
        for (file, fixed) in &outcome.fixed {
            if let Some(path) = from[*file].path() {
                replace(path, &files[*file], &set.files[*file])?;
            }
            terminal.remark(&told(set.files[*file].name(), fixed));
        }
        if let Some(stdin) = self.stdin {
            output::print_bytes(&bytes(&set.files[stdin])?)?;
        }
        Ok(None)
    }
}

fn show(before: &[SourceFile], fixed: &fix::Outcome, terminal: Terminal) -> Result<Outcome, CliError> {
    let changes = fixed.fixed.keys().map(|&file| {
        let (before, after) = (&before[file], &fixed.set.files[file]);
        FileChange { name: before.name(), before: before.text(), after: after.text() }
    });
    let changes: Vec<FileChange<'_>> = changes.filter(|change| change.before != change.after).collect();
    output::print(&report::patch(&changes, terminal.out))?;
    Ok(if changes.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn replace(path: &Path, old: &SourceFile, new: &SourceFile) -> Result<(), CliError> {
    load::replace(path, &bytes(old)?, &bytes(new)?)?;
    Ok(())
}

fn bytes(source: &SourceFile) -> Result<Vec<u8>, CliError> {
    source.to_bytes().ok_or_else(|| {
        CliError::usage(
            format!("{} is not UTF-8", printable(source.name())),
            "convert it to UTF-8, then fix it",
        )
    })
}

/// `agents/log.yaml: fixed 2 findings (unquoted-scalar, 1 removed-api-version)`
fn told(name: &str, fixed: &FixedFile) -> String {
    let count: usize = fixed.settled.values().sum();
    let rules: Vec<String> = fixed
        .settled
        .iter()
        .map(|(rule, count)| if *count > 1 { format!("{rule} ×{count}") } else { (*rule).to_owned() })
        .collect();
    let s = if count == 1 { "" } else { "s" };
    format!("{}: fixed {count} finding{s}: {}", printable(name), rules.join(", "))
}
