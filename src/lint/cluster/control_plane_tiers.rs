//! DaemonSets that an agent has for the control plane alone, beside those for other nodes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lint::engine::facts::Facts;
use crate::lint::knowledge::agent_families::family;
use crate::lint::pod::image::ImageReference;
use crate::manifest::ManifestSet;

/// The DaemonSets of a run that ask for control plane nodes, by the folder of their files.
#[derive(Debug, Default)]
pub(crate) struct ControlPlaneTiers {
    by_folder: BTreeMap<String, Vec<usize>>,
}

impl ControlPlaneTiers {
    /// Finds them by the facts of all workloads.
    pub(crate) fn new(set: &ManifestSet, facts: &[Option<Arc<Facts>>]) -> Self {
        let mut tiers = Self::default();
        for (index, facts) in facts.iter().enumerate() {
            if set.objects[index].is_daemon_set()
                && facts.as_ref().is_some_and(|facts| facts.is_for_control_plane)
            {
                tiers.by_folder.entry(folder(set, index).to_owned()).or_default().push(index);
            }
        }
        tiers
    }

    /// Whether another DaemonSet of the same folder runs the same agent on control plane nodes.
    pub(crate) fn cover(&self, set: &ManifestSet, facts: &[Option<Arc<Facts>>], index: usize) -> bool {
        let Some(own) = facts.get(index).and_then(Option::as_ref) else { return false };
        let siblings = self.by_folder.get(folder(set, index)).into_iter().flatten();
        siblings.filter(|sibling| **sibling != index).any(|sibling| {
            let sibling = facts.get(*sibling).and_then(Option::as_ref);
            sibling.is_some_and(|sibling| is_one_agent(own, sibling))
        })
    }
}

/// Whether two DaemonSets run one image, whatever its registry and version, or images of one family.
fn is_one_agent(one: &Facts, other: &Facts) -> bool {
    let Some((one, other)) = one.main.as_ref().zip(other.main.as_ref()) else { return false };
    let path = |image| ImageReference::parse(image).map(|image| image.path);
    let is_family = || family(&one.image).is_some_and(|own| family(&other.image) == Some(own));
    path(&one.image).is_some_and(|own| path(&other.image) == Some(own)) || is_family()
}

fn folder(set: &ManifestSet, index: usize) -> &str {
    let name = set.files[set.objects[index].file].name();
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
