//! Namespaces and names that kustomizations of the run give.

use std::collections::BTreeSet;

use super::kustomization::{Way, kustomizations, name};
use crate::manifest::ManifestSet;
use crate::yaml::Node;

/// What kustomizations of a run make of objects and names.
#[derive(Clone, Debug, Default)]
pub(crate) struct KustomizedNames {
    /// The files whose objects get the namespace of a kustomization.
    namespaced: BTreeSet<usize>,
    /// The files that are brought together with what is not in the run: resources of the network, charts.
    incomplete: BTreeSet<usize>,
    /// The names of ConfigMaps and Secrets that are generated, with their kinds.
    generated: BTreeSet<(&'static str, String)>,
}

/// Lists of generators, with the kind of what they generate.
const GENERATORS: [(&str, &str); 2] = [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")];

impl KustomizedNames {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let mut found = Self::default();
        if kustomizations(set).next().is_none() {
            return found;
        }
        let way = Way::of(set);
        for object in kustomizations(set) {
            let node = object.node();
            for (key, kind) in GENERATORS {
                let generators = node.get(key).and_then(Node::as_list).into_iter().flatten();
                found.generated.extend(generators.filter_map(name).map(|name| (kind, name)));
            }
            let is_namespaced =
                node.get("namespace").and_then(Node::as_str).is_some_and(|name| !name.is_empty());
            let is_incomplete = node.get("helmCharts").is_some() || names_remotes(node);
            if is_namespaced || is_incomplete {
                let mut files = BTreeSet::new();
                way.follow(set, object, &mut files);
                found.namespaced.extend(files.iter().filter(|_| is_namespaced));
                found.incomplete.extend(files.iter().filter(|_| is_incomplete));
            }
        }
        found
    }

    /// Whether a kustomization puts the objects of a file into its namespace, whatever they say themselves.
    pub(crate) fn sets_namespace(&self, file: usize) -> bool {
        self.namespaced.contains(&file)
    }

    /// Whether a file is brought together with what the run does not have.
    pub(crate) fn is_incomplete(&self, file: usize) -> bool {
        self.incomplete.contains(&file)
    }

    /// Whether some kustomization generates an object of this kind and name; what names it gets its hash, too.
    pub(crate) fn generates(&self, kind: &'static str, name: &str) -> bool {
        self.generated.contains(&(kind, name.to_owned()))
    }
}

/// Whether a kustomization brings in what lies on the network.
fn names_remotes(kustomization: Node<'_>) -> bool {
    let lists = ["resources", "bases", "components"].into_iter();
    let entries = lists.filter_map(|key| kustomization.get(key)?.as_list()).flatten();
    entries
        .filter_map(Node::as_str)
        .any(|entry| entry.contains("://") || entry.contains("?ref=") || entry.starts_with("github.com/"))
}
