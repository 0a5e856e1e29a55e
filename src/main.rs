//! The `kubectl-daemonset_lint` binary: a doorstep to [`daemonset_lint`].

use std::process::ExitCode;

fn main() -> ExitCode {
    daemonset_lint::cli::main()
}
