//! Kustomizations of the run: which files they bring together, and which images they set.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::pod::image::ImageReference;
use crate::manifest::{ManifestSet, Object};
use crate::yaml::Node;

/// Names of files in which kustomize looks for its own object, which may then go without a kind.
const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The images of which kustomizations of the run speak: `images[].name`.
#[derive(Clone, Debug, Default)]
pub(crate) struct KustomizeImages {
    named: BTreeSet<String>,
    /// Those whose tag or digest is set (`newTag`, `digest`), so that what manifests say of them reaches no cluster.
    set: BTreeSet<String>,
}

impl KustomizeImages {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let lists = kustomizations(set).filter_map(|object| object.node().get("images")?.as_list());
        let mut images = Self::default();
        for image in lists.flatten() {
            let Some(name) = name(image) else { continue };
            if sets_version(image) {
                images.set.insert(name.clone());
            }
            images.named.insert(name);
        }
        images
    }

    /// Whether the version of an image is set.
    pub(crate) fn set(&self, image: &ImageReference<'_>) -> bool {
        self.set.contains(&image.repository())
    }

    /// Whether a kustomization finds an image by its name, which then must stay.
    pub(crate) fn name(&self, image: &ImageReference<'_>) -> bool {
        self.named.contains(&image.repository())
    }
}

fn sets_version(image: Node<'_>) -> bool {
    ["newTag", "digest"].iter().any(|key| image.get(key).is_some_and(|value| !value.is_null()))
}

fn name(image: Node<'_>) -> Option<String> {
    Some(image.get("name")?.as_str()?.to_owned())
}

/// Which files the kustomizations of a run bring together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gatherings {
    /// For each file that some kustomization names, the numbers of these kustomizations.
    by_file: BTreeMap<usize, BTreeSet<usize>>,
}

impl Gatherings {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let mut found = Self::default();
        if kustomizations(set).next().is_none() {
            return found;
        }
        let way = Way::of(set);
        for (number, object) in kustomizations(set).enumerate() {
            let mut files = BTreeSet::new();
            way.follow(set, object, &mut files);
            for file in files {
                found.by_file.entry(file).or_default().insert(number);
            }
        }
        found
    }

    /// Whether some kustomization names a file.
    pub(crate) fn have(&self, file: usize) -> bool {
        self.by_file.contains_key(&file)
    }

    /// The numbers of the kustomizations that name a file.
    pub(crate) fn of_file(&self, file: usize) -> impl Iterator<Item = usize> {
        self.by_file.get(&file).into_iter().flatten().copied()
    }
}

/// What kustomizations of a run make of objects and names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kustomized {
    /// The files whose objects get the namespace of a kustomization.
    namespaced: BTreeSet<usize>,
    /// The files that are brought together with what is not in the run: resources of the network, charts.
    incomplete: BTreeSet<usize>,
    /// The names of ConfigMaps and Secrets that are generated, with their kinds.
    generated: BTreeSet<(&'static str, String)>,
}

/// Lists of generators, with the kind of what they generate.
const GENERATORS: [(&str, &str); 2] = [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")];

impl Kustomized {
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

/// The way from what kustomizations name to files of the run.
struct Way<'a> {
    by_path: BTreeMap<String, usize>,
    /// The kustomizations of each file.
    by_file: BTreeMap<usize, Vec<&'a Object>>,
}

impl<'a> Way<'a> {
    fn of(set: &'a ManifestSet) -> Self {
        let files: BTreeSet<usize> = set.objects.iter().map(|object| object.file).collect();
        let paths = files.into_iter().filter_map(|file| Some((join("", set.files[file].name())?, file)));
        let mut by_file: BTreeMap<usize, Vec<&Object>> = BTreeMap::new();
        for object in kustomizations(set) {
            by_file.entry(object.file).or_default().push(object);
        }
        Self { by_path: paths.collect(), by_file }
    }

    /// The files that a kustomization names, and those named by kustomizations that it names.
    fn follow(&self, set: &ManifestSet, object: &Object, files: &mut BTreeSet<usize>) {
        let folder = folder_of(set.source_of(object).name());
        let lists = ["resources", "bases", "components"].into_iter();
        let lists = lists.filter_map(|key| object.node().get(key)?.as_list());
        for path in lists.flatten().filter_map(Node::as_str).filter_map(|entry| join(folder, entry)) {
            files.extend(self.by_path.get(&path));
            for inside in FILES.iter().filter_map(|name| self.by_path.get(&format!("{path}/{name}"))) {
                if files.insert(*inside) {
                    let of_file = self.by_file.get(inside);
                    of_file.into_iter().flatten().for_each(|object| self.follow(set, object, files));
                }
            }
        }
    }
}

fn kustomizations(set: &ManifestSet) -> impl Iterator<Item = &Object> {
    set.objects.iter().filter(|object| {
        let file = set.source_of(object).name();
        matches!(object.id.kind.as_str(), "Kustomization" | "Component")
            && object.id.group() == "kustomize.config.k8s.io"
            || FILES.contains(&file.rsplit('/').next().unwrap_or(file))
    })
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path from a folder, without `.` and `..`; `None` if it leaves what is known, as URLs do.
fn join(folder: &str, entry: &str) -> Option<String> {
    if entry.contains("://") {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(entry.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Input, read};
    use crate::yaml::{Limits, SourceFile};

    fn set(files: &[(&str, &str)]) -> ManifestSet {
        let inputs = files.iter().map(|(name, text)| Input::new(SourceFile::new(*name, *text)));
        read(inputs.collect(), &Limits::default())
    }

    fn bring_together(gatherings: &Gatherings, one: usize, other: usize) -> bool {
        gatherings.of_file(one).any(|number| gatherings.of_file(other).any(|theirs| theirs == number))
    }

    #[test]
    fn a_kustomization_brings_files_together_through_others() {
        let set = set(&[
            ("apps/base/kustomization.yaml", "resources: [agent.yaml]"),
            ("apps/base/agent.yaml", "a: 1"),
            (
                "apps/prod/kustomization.yaml",
                "resources: [../base, ./extra.yaml, https://example.com/x.yaml]",
            ),
            ("apps/prod/extra.yaml", "a: 1"),
            ("apps/test/other.yaml", "a: 1"),
        ]);
        let gatherings = Gatherings::new(&set);
        assert!(bring_together(&gatherings, 1, 3));
        assert!(!bring_together(&gatherings, 1, 4));
        assert!(!gatherings.have(4));
    }

    #[test]
    fn kustomizations_that_name_each_other_end() {
        let set = set(&[
            ("a/kustomization.yaml", "resources: [../b]"),
            ("b/kustomization.yaml", "resources: [../a]"),
        ]);
        assert!(bring_together(&Gatherings::new(&set), 0, 1));
    }
}
