//! DaemonSets across clusters: where one of them is not as in the others.

use std::collections::{BTreeMap, BTreeSet};

use super::Coverage;
use super::daemon_set::DaemonSetCoverage;
use super::diff::State;
use crate::manifest::{ManifestSet, Object};
use crate::placement::Reason;

/// DaemonSets that are not the same in all clusters, and how many are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Those that differ, by namespace and name.
    pub rows: Vec<Compared>,
    /// How many do not.
    pub same: usize,
}

/// A DaemonSet across clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Its namespace, as written.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is in each cluster, in their order; `None` where it is absent.
    pub cells: Vec<Option<Presence>>,
}

/// A DaemonSet in one cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Nodes on which it runs.
    pub runs: usize,
    /// Nodes on which the controller wants a pod; on some of them it may not find room.
    pub desired: usize,
    /// Nodes of the cluster.
    pub nodes: usize,
    /// The image of each container, by its name; init containers are among them.
    pub images: BTreeMap<String, String>,
    /// What keeps it off the other nodes, whatever they are called and however many they are.
    pub obstacles: BTreeSet<String>,
}

impl Presence {
    fn new(object: &Object, daemon_set: &DaemonSetCoverage, coverage: &Coverage) -> Self {
        let counts = daemon_set.counts(&coverage.fleet);
        let object = object.open();
        let pod = object.pod_spec();
        let containers =
            pod.into_iter().flat_map(|pod| pod.containers.iter().chain(pod.init_containers.iter().flatten()));
        let image = |image: &Option<String>| image.clone().unwrap_or_default();
        Self {
            runs: counts.desired - counts.pending,
            desired: counts.desired,
            nodes: counts.desired + counts.excluded,
            obstacles: daemon_set
                .verdicts()
                .iter()
                .flat_map(|verdict| verdict.reasons().iter().filter_map(obstacle))
                .collect(),
            images: containers.map(|container| (container.name.clone(), image(&container.image))).collect(),
        }
    }

    /// Whether two clusters agree in the nodes, however many they have: the same keeps it off some, and on the others it
    /// runs; nowhere in both is the same, too.
    fn agrees_with(&self, other: &Self) -> bool {
        let has_room = |one: &Self| one.runs == one.desired;
        let is_anywhere = |one: &Self| one.desired > 0;
        has_room(self)
            && has_room(other)
            && is_anywhere(self) == is_anywhere(other)
            && self.obstacles == other.obstacles
    }
}

/// What keeps a pod off a node, without what only that node is.
fn obstacle(reason: &Reason) -> Option<String> {
    match reason {
        Reason::NodeName { wanted } => Some(format!("node {wanted}")),
        Reason::NodeSelector { key, wanted, .. } => Some(format!("label {key}={wanted}")),
        Reason::NodeAffinity { terms } => {
            let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
            Some(format!("affinity {}", terms.join("; ")))
        }
        Reason::UntoleratedTaint { taint } => Some(format!("taint {taint}")),
        // These keep pods waiting.
        Reason::HostPort { .. }
        | Reason::InsufficientResource { .. }
        | Reason::TooManyPods { .. }
        | Reason::UnsupportedOs { .. }
        | Reason::MissingTopologyKey { .. }
        | Reason::RuntimeClassSelector { .. }
        | Reason::MissingClaim { .. }
        | Reason::SchedulingGates { .. } => None,
    }
}

impl Compared {
    /// The containers whose image is not the same wherever the DaemonSet is.
    pub fn differing_images(&self) -> BTreeSet<&str> {
        let present: Vec<&Presence> = self.cells.iter().flatten().collect();
        let names: BTreeSet<&str> =
            present.iter().flat_map(|presence| presence.images.keys().map(String::as_str)).collect();
        let differs = |name: &&str| {
            let mut images = present.iter().map(|presence| presence.images.get(*name));
            let first = images.next();
            images.any(|image| Some(image) != first)
        };
        names.into_iter().filter(differs).collect()
    }

    fn is_same_everywhere(&self) -> bool {
        let Some(Some(first)) = self.cells.first() else { return false };
        let alike = |cell: &Option<Presence>| cell.as_ref().is_some_and(|cell| first.agrees_with(cell));
        self.cells.iter().all(alike) && self.differing_images().is_empty()
    }
}

/// Compares clusters, each a state with coverage. Of DaemonSets of one name in one cluster the last counts.
pub fn compare(clusters: &[State<'_>]) -> Comparison {
    let mut found: BTreeMap<(Option<&str>, &str), Vec<Option<Presence>>> = BTreeMap::new();
    for (index, State { set, coverage }) in clusters.iter().enumerate() {
        let Some(coverage) = coverage else { continue };
        for daemon_set in &coverage.daemon_sets {
            let (name, presence) = presence(set, daemon_set, coverage);
            found.entry(name).or_insert_with(|| vec![None; clusters.len()])[index] = Some(presence);
        }
    }
    let all = found.into_iter().map(|((namespace, name), cells)| Compared {
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
        cells,
    });
    let (same, rows): (Vec<_>, Vec<_>) = all.partition(Compared::is_same_everywhere);
    Comparison { rows, same: same.len() }
}

fn presence<'a>(
    set: &'a ManifestSet,
    daemon_set: &DaemonSetCoverage,
    coverage: &Coverage,
) -> ((Option<&'a str>, &'a str), Presence) {
    let object = &set.objects[daemon_set.object];
    let name = (object.id.namespace.as_deref(), object.id.name.as_deref().unwrap_or("(no name)"));
    (name, Presence::new(object, daemon_set, coverage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Inventory, Node};
    use crate::manifest::{self, Input};
    use crate::yaml::{Limits, SourceFile};

    /// A cluster of some nodes, of which the first have the label `gpu`, with DaemonSets: name, image, node selector.
    fn cluster(nodes: usize, gpus: usize, daemon_sets: &[(&str, &str, &str)]) -> (ManifestSet, Coverage) {
        let text = daemon_sets.iter().map(|(name, image, selector)| {
            format!(
                "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: {name}, namespace: a}}\nspec:\n  \
                 selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    \
                 spec: {{nodeSelector: {{{selector}}}, containers: [{{name: agent, image: \"{image}\"}}]}}\n"
            )
        });
        let source = SourceFile::new("a.yaml", text.collect::<String>());
        let set = manifest::read(vec![Input::new(source)], &Limits::default());
        let nodes = (0..nodes).map(|index| {
            let labels = (index < gpus).then(|| ("gpu".to_owned(), "yes".to_owned()));
            Node { name: format!("n{index}"), labels: labels.into_iter().collect(), ..Node::default() }
        });
        let inventory = Inventory { nodes: nodes.collect(), ..Inventory::default() };
        let coverage = Coverage::new(&set, inventory);
        (set, coverage)
    }

    fn compared(clusters: &[(ManifestSet, Coverage)]) -> Comparison {
        let states: Vec<State<'_>> =
            clusters.iter().map(|(set, coverage)| State { set, coverage: Some(coverage) }).collect();
        compare(&states)
    }

    #[test]
    fn agents_that_the_same_keeps_off_some_nodes_are_the_same_whatever_the_number_of_nodes() {
        for selector in ["", "none: here", "gpu: 'yes'"] {
            let agents = [("x", "i:1", selector)];
            let found = compared(&[cluster(3, 1, &agents), cluster(50, 4, &agents)]);
            assert_eq!(found, Comparison { rows: Vec::new(), same: 1 }, "{selector}");
        }
    }

    #[test]
    fn other_coverage_differs() {
        let agents = [("x", "i:1", "gpu: 'yes'")];
        for (one, other) in [((4, 2), (4, 4)), ((4, 0), (4, 2)), ((4, 0), (4, 4))] {
            let found = compared(&[cluster(one.0, one.1, &agents), cluster(other.0, other.1, &agents)]);
            assert_eq!(found.rows.len(), 1, "{one:?} {other:?}: {found:?}");
        }
        let selectors = [("x", "i:1", "gpu: 'yes'"), ("x", "i:1", "ssd: 'yes'")];
        let found = compared(&selectors.map(|agent| cluster(4, 0, &[agent])));
        assert_eq!(found.rows.len(), 1, "what keeps it off is another label: {found:?}");
    }

    #[test]
    fn what_is_absent_somewhere_differs() {
        let found = compared(&[
            cluster(2, 0, &[]),
            cluster(2, 0, &[("x", "i:1", ""), ("z", "i:1", "")]),
            cluster(2, 0, &[("z", "i:1", "")]),
        ]);
        let names: Vec<_> = found.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["x", "z"]);
        let is_there = |row: &Compared| row.cells.iter().map(Option::is_some).collect::<Vec<_>>();
        assert_eq!(is_there(&found.rows[0]), [false, true, false]);
        assert_eq!(is_there(&found.rows[1]), [false, true, true]);
    }

    #[test]
    fn another_image_differs() {
        let found = compared(&[cluster(2, 0, &[("x", "i:1", "")]), cluster(9, 0, &[("x", "i:2", "")])]);
        assert_eq!(found.rows[0].differing_images(), BTreeSet::from(["agent"]));
        let absent = compared(&[cluster(2, 0, &[("x", "i:1", "")]), cluster(9, 0, &[])]);
        assert!(absent.rows[0].differing_images().is_empty());
    }
}
