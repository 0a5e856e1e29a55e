//! The workloads of a run, for rules that look across objects.

use super::context::{Context, DaemonSetContext, RunContext};
use super::options::Options;

/// Every DaemonSet of the run.
pub(super) fn daemon_sets<'a>(run: &'a RunContext<'a>) -> impl Iterator<Item = DaemonSetContext<'a>> {
    let all = (0..run.set.objects.len()).map(|index| object(run, index));
    all.filter_map(DaemonSetContext::new)
}

/// An object of the run, of any kind, for its places; rules that have options read them from their own context.
pub(super) fn object<'a>(run: &'a RunContext<'a>, index: usize) -> Context<'a> {
    Context { run, index, object: &run.set.objects[index], options: Options::new(None) }
}
