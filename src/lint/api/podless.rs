//! What coverage says of DaemonSets that never get a pod.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::faults_of_pods;
use crate::coverage::Expectations;
use crate::lint::engine::context::{Context, DaemonSetContext, RunContext};
use crate::lint::engine::options::Options;
use crate::lint::engine::settings::{Profile, Settings};
use crate::manifest::ManifestSet;

/// Why no pod of a DaemonSet is ever created, by the index of its object: what the server refuses in each of them.
/// Nothing is said of live objects.
pub(crate) fn podless(set: &ManifestSet, objects: impl Iterator<Item = usize>) -> BTreeMap<usize, String> {
    let settings = Settings::uniform(Profile::new(&[]));
    let expectations = Expectations::default();
    let run = RunContext::new(set, None, &expectations, &settings);
    let objects: Vec<usize> = objects.filter(|&index| !set.is_live(set.objects[index].file)).collect();
    objects.into_par_iter().filter_map(|index| Some((index, fault(&run, index)?))).collect()
}

fn fault(run: &RunContext<'_>, index: usize) -> Option<String> {
    let object = run.set.objects[index].open();
    let options = Options::new(None);
    let context = DaemonSetContext::new(Context { run, index, object: &object, options })?;
    let fault = faults_of_pods(&context).into_iter().next()?;
    Some(format!("{}: {}", fault.field, fault.what))
}
