//! The command line: arguments in, exit status out. One file a subcommand.

pub mod args;
mod baseline;
mod check;
mod complete;
mod completion;
mod configs;
mod coverage;
mod diff;
mod duration;
mod error;
mod explain;
mod files;
mod fixing;
mod inputs;
mod live;
mod outcome;
mod output;
mod overhead;
mod remarks;
mod rule_choice;
mod rules;
mod snapshot;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::report::{printable, without_commands};
use args::{Cli, ClusterArgs, Color, Command};
pub use completion::{KUBECTL_COMPLETE, command, script};
use error::CliError;
use outcome::Outcome;
use terminal::Terminal;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(error),
    };
    let terminal = Terminal::new(cli.color, cli.quiet, cli.verbose);
    match run(cli.command, &cli.cluster, terminal) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

/// Runs a subcommand; `before` are the flags about clusters that stand before it.
fn run(command: Command, before: &ClusterArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    match command {
        Command::Check(mut args) => {
            args.cluster = args.cluster.or(before);
            inputs::take_piped(&mut args.input, &args.pods, &args.cluster);
            check::run(&args, terminal)
        }
        Command::Coverage(mut args) => {
            args.cluster = args.cluster.or(before);
            inputs::take_piped(&mut args.input, &args.pods, &args.cluster);
            coverage::run(&args, terminal)
        }
        Command::Diff(mut args) => {
            args.cluster = args.cluster.or(before);
            diff::run(&args, terminal)
        }
        Command::Overhead(mut args) => {
            args.cluster = args.cluster.or(before);
            inputs::take_piped(&mut args.input, &args.pods, &args.cluster);
            overhead::run(&args, terminal)
        }
        Command::Snapshot(mut args) => {
            args.cluster = args.cluster.or(before);
            snapshot::run(&args, terminal)
        }
        Command::Explain { rule } => explain::run(&rule, terminal),
        Command::Rules(args) => rules::run(&args, terminal),
        Command::Completion { shell } => completion::run(shell),
        Command::Complete { words } => complete::run(&words),
    }
}

/// Prints help, version or a usage error in clap's own words.
fn usage(error: clap::Error) -> ExitCode {
    let error = with_printable_arguments(error);
    let printed = error.print();
    if error.use_stderr() {
        return ExitCode::from(2);
    }
    match printed.map_err(|error| CliError::write("standard output", error)) {
        Ok(()) | Err(CliError::ClosedPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            Terminal::new(Color::Auto, false, false).error(&failure);
            ExitCode::from(2)
        }
    }
}

/// The error that the arguments cause once they are safe to show: clap repeats them as they are.
fn with_printable_arguments(error: clap::Error) -> clap::Error {
    let safe = |argument: OsString| without_commands(&printable(&argument.to_string_lossy())).into_owned();
    let arguments: Vec<String> = std::env::args_os().map(safe).collect();
    if std::env::args_os().eq(arguments.iter().map(OsString::from)) {
        return error;
    }
    Cli::try_parse_from(arguments).err().unwrap_or(error)
}
