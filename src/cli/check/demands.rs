//! What the flags demand of a run beside its findings.

use super::super::args::CheckArgs;
use super::super::error::CliError;
use super::judge::Part;
use crate::report::plural;

/// Fails where less was checked than the flags demand.
pub(super) fn ensure_checked(args: &CheckArgs, parts: &[Part]) -> Result<(), CliError> {
    let sets = || parts.iter().map(|part| &part.manifests.set);
    let skipped: usize = sets().map(|set| set.skipped.len()).sum();
    if args.demands.fail_on_skipped && skipped > 0 {
        let problem = format!("{} not checked (--fail-on-skipped)", plural(skipped, "document"));
        return Err(CliError::usage(
            problem,
            "render them first, or leave them out with --exclude; -v lists them",
        ));
    }
    let mut objects = sets().flat_map(|set| &set.objects);
    if args.demands.fail_if_none && !objects.any(|object| object.id.kind == "DaemonSet") {
        return Err(CliError::usage(
            "there is no DaemonSet (--fail-if-none)",
            "check that PATH names the manifests",
        ));
    }
    Ok(())
}
