//! `completion`: scripts for shells, and the one for kubectl.

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use super::args::Cli;
use super::error::CliError;
use super::{Outcome, output};

/// The script `kubectl_complete-daemonset_lint`, which kubectl 1.26 and later runs to complete
/// `kubectl daemonset-lint <TAB>`.
///
/// Source: `k8s.io/kubectl/pkg/cmd/plugin/plugin_completion.go`: the words behind the plugin's name come as arguments;
/// the answer has one completion a line and ends with a directive for cobra.
pub const KUBECTL_COMPLETE: &str = "\
#!/usr/bin/env sh
# Completes `kubectl daemonset-lint`: put this file on the PATH beside kubectl-daemonset_lint.
exec kubectl-daemonset_lint __complete -- \"$@\"
";

pub(super) fn run(shell: Shell) -> Result<Outcome, CliError> {
    output::print(&script(shell))?;
    Ok(Outcome::Clean)
}

/// The command line, for what is derived from it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// The completion script of a shell for the binary itself.
pub fn script(shell: Shell) -> String {
    let mut command = Cli::command();
    let mut script = Vec::new();
    generate(shell, &mut command, "kubectl-daemonset_lint", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
