//! The workloads of a run, for rules that look across objects.

use super::context::{Context, DaemonSetContext, RunContext};
use super::options::Options;
use crate::manifest::Object;

/// Every DaemonSet of the run.
pub(crate) fn daemon_sets<'a>(run: &'a RunContext<'a>) -> impl Iterator<Item = DaemonSetContext<'a>> {
    daemon_sets_if(run, |_, _| true)
}

/// The DaemonSets of the run that are wanted, told from their index and from what is known without looking into them.
pub(crate) fn daemon_sets_if<'a>(
    run: &'a RunContext<'a>,
    wanted: impl Fn(usize, &Object) -> bool,
) -> impl Iterator<Item = DaemonSetContext<'a>> {
    let all = run.set.objects.iter().enumerate().filter(|(_, object)| object.is_daemon_set());
    let wanted = all.filter(move |(index, object)| wanted(*index, object));
    wanted.filter_map(|(index, _)| DaemonSetContext::new(object(run, index)))
}

/// Looks into one DaemonSet of the run, which is opened for that look only; `None` for what is none.
pub(crate) fn look_into<T>(
    run: &RunContext<'_>,
    index: usize,
    look: impl FnOnce(&DaemonSetContext<'_>) -> T,
) -> Option<T> {
    let object = run.set.objects[index].open();
    let context = Context { run, index, object: &object, options: Options::new(None) };
    DaemonSetContext::new(context).map(|context| look(&context))
}

/// An object of the run, of any kind, for its places; rules that have options read them from their own context.
pub(crate) fn object<'a>(run: &'a RunContext<'a>, index: usize) -> Context<'a> {
    Context { run, index, object: &run.set.objects[index], options: Options::new(None) }
}
