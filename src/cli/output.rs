//! `-o FORMAT[=FILE]`, and writing.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use super::error::CliError;
use crate::load;
use crate::report::without_commands;

/// Where one report goes, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output<F> {
    pub(super) format: F,
    /// Standard output if there is none.
    file: Option<PathBuf>,
}

/// Reads the values of `-o`.
///
/// # Errors
/// Names a format that is none, with those that are; two reports cannot both go to standard output.
pub(super) fn parse<F: Copy>(values: &[String], formats: &[(&str, F)]) -> Result<Vec<Output<F>>, CliError> {
    let outputs = values.iter().map(|value| parse_one(value, formats)).collect::<Result<Vec<_>, _>>()?;
    if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
        return Err(CliError::usage(
            "more than one report for standard output",
            "give the others a file: -o json=FILE",
        ));
    }
    Ok(outputs)
}

fn parse_one<F: Copy>(value: &str, formats: &[(&str, F)]) -> Result<Output<F>, CliError> {
    let (name, file) = match value.split_once('=') {
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (value, None),
    };
    let Some((_, format)) = formats.iter().find(|(known, _)| *known == name) else {
        let known = formats.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        return Err(CliError::usage(
            format!("no output format {name:?}"),
            format!("the formats are {known}"),
        ));
    };
    if file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
        return Err(CliError::usage(format!("-o {name}= names no file"), format!("write -o {name}=FILE")));
    }
    Ok(Output { format: *format, file })
}

impl<F> Output<F> {
    /// Whether the report goes to standard output.
    pub(super) fn is_stdout(&self) -> bool {
        self.file.is_none()
    }

    /// Writes a report, without commands to CI systems.
    pub(super) fn write(&self, text: &str) -> Result<(), CliError> {
        match &self.file {
            None => print(text),
            Some(file) => unless_closed(
                fs::write(file, without_commands(text).as_bytes())
                    .map_err(|error| CliError::write(file, error)),
            ),
        }
    }

    /// Writes a report like [`write`](Self::write), part by part; each part ends with a line.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn write_parts(
        &self,
        render: impl FnOnce(&mut dyn FnMut(&str) -> Result<(), CliError>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let Some(path) = &self.file else {
            return unless_closed(render(&mut |part| send(without_commands(part).as_bytes())));
        };
        let failed = |error| CliError::write(path, error);
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        let rendered = render(&mut |part| file.write_all(without_commands(part).as_bytes()).map_err(failed));
        unless_closed(rendered.and_then(|()| file.flush().map_err(failed)))
    }

    /// Writes a report like [`write`](Self::write), and puts it in place of the file in one step: whoever reads the
    /// file meanwhile reads the old report or the new one.
    pub(super) fn replace(&self, text: &str) -> Result<(), CliError> {
        match &self.file {
            None => print(text),
            Some(file) => load::write(file, without_commands(text).as_bytes())
                .map_err(|error| CliError::write(file, error)),
        }
    }
}

/// Writes to standard output, without commands to CI systems.
///
/// # Errors
/// If it cannot be written.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    print_bytes(without_commands(text).as_bytes())
}

/// Writes bytes to standard output, as they are.
///
/// # Errors
/// If they cannot be written.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), CliError> {
    unless_closed(send(bytes))
}

fn send(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| CliError::write("standard output", error))
}

/// A reader that has seen enough, as in `| head`, changes nothing of how the run ends.
fn unless_closed(written: Result<(), CliError>) -> Result<(), CliError> {
    match written {
        Err(CliError::ClosedPipe) => Ok(()),
        written => written,
    }
}
