//! Kustomizations of the run: which files they bring together, and which images they set.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::pod::image::ImageReference;
use crate::manifest::{ManifestSet, Object};
use crate::yaml::{Node, Value};

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

pub(super) fn name(image: Node<'_>) -> Option<String> {
    Some(image.get("name")?.as_str()?.to_owned())
}

/// The names that kustomizations of a run replace wherever `$(NAME)` stands (`vars`).
pub(crate) fn kustomize_variables(set: &ManifestSet) -> BTreeSet<&str> {
    let lists = kustomizations(set).filter_map(|object| object.node().get("vars")?.as_list());
    lists.flatten().filter_map(|variable| variable.get("name")?.as_str()).collect()
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

/// What kustomizations of a run do to files that they name.
#[derive(Clone, Debug, Default)]
pub(crate) struct KustomizedFiles {
    /// Files that are patches for something else, and resources of no kustomization.
    patches: BTreeSet<usize>,
    /// Files whose workloads get a selector, and labels that it matches.
    selected: BTreeSet<usize>,
}

impl KustomizedFiles {
    pub(crate) fn new(set: &ManifestSet) -> Self {
        let mut found = Self::default();
        if kustomizations(set).next().is_none() {
            return found;
        }
        let way = Way::of(set);
        let mut resources = BTreeSet::new();
        for object in kustomizations(set) {
            let mut files = BTreeSet::new();
            way.follow(set, object, &mut files);
            if writes_selectors(object) {
                found.selected.extend(&files);
            }
            resources.extend(files);
            found.patches.extend(way.patches(set, object));
        }
        found.patches.retain(|file| !resources.contains(file));
        found
    }

    /// Whether a file is a patch.
    pub(crate) fn is_patch(&self, file: usize) -> bool {
        self.patches.contains(&file)
    }

    /// Whether the workloads of a file get a selector.
    pub(crate) fn has_selector(&self, file: usize) -> bool {
        self.selected.contains(&file)
    }
}

/// Whether a kustomization writes labels into selectors: `commonLabels`, or `labels` with `includeSelectors`.
fn writes_selectors(object: &Object) -> bool {
    let is_filled = |node: Node<'_>| node.as_map().is_some_and(|map| !map.entries.is_empty());
    let node = object.node();
    let lists = node.get("labels").and_then(Node::as_list).into_iter().flatten();
    let includes = |labels: Node<'_>| {
        let value = labels.get("includeSelectors").map(|value| value.value);
        matches!(value, Some(Value::Bool(true))) && labels.get("pairs").is_some_and(is_filled)
    };
    node.get("commonLabels").is_some_and(is_filled) || lists.into_iter().any(includes)
}

/// The way from what kustomizations name to files of the run.
pub(super) struct Way<'a> {
    by_path: BTreeMap<String, usize>,
    /// The kustomizations of each file.
    by_file: BTreeMap<usize, Vec<&'a Object>>,
}

impl<'a> Way<'a> {
    pub(super) fn of(set: &'a ManifestSet) -> Self {
        let files: BTreeSet<usize> = set.objects.iter().map(|object| object.file).collect();
        let paths = files.into_iter().filter_map(|file| Some((join("", set.files[file].name())?, file)));
        let mut by_file: BTreeMap<usize, Vec<&Object>> = BTreeMap::new();
        for object in kustomizations(set) {
            by_file.entry(object.file).or_default().push(object);
        }
        Self { by_path: paths.collect(), by_file }
    }

    /// The files that a kustomization merges into others: `patches[].path`, `patchesStrategicMerge`.
    fn patches(&self, set: &ManifestSet, object: &Object) -> Vec<usize> {
        let folder = folder_of(set.source_of(object).name());
        let list = |key| object.node().get(key).and_then(Node::as_list).into_iter().flatten();
        let named =
            list("patches").filter_map(|patch| patch.get("path")).chain(list("patchesStrategicMerge"));
        let paths = named.filter_map(Node::as_str).filter_map(|entry| join(folder, entry));
        paths.filter_map(|path| self.by_path.get(&path).copied()).collect()
    }

    /// The files that a kustomization names, and those named by kustomizations that it names.
    pub(super) fn follow(&self, set: &ManifestSet, object: &Object, files: &mut BTreeSet<usize>) {
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

pub(super) fn kustomizations(set: &ManifestSet) -> impl Iterator<Item = &Object> {
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
    fn patches_and_labels_are_read() {
        let set = set(&[
            (
                "a/kustomization.yaml",
                "resources: [base.yaml]\npatches: [{path: p.yaml}]\ncommonLabels: {a: b}",
            ),
            ("a/base.yaml", "a: 1"),
            ("a/p.yaml", "a: 1"),
            (
                "b/kustomization.yaml",
                "resources: [x.yaml]\npatchesStrategicMerge: [x.yaml, y.yaml]\nlabels: [{pairs: {a: b}}]",
            ),
            ("b/x.yaml", "a: 1"),
            ("b/y.yaml", "a: 1"),
        ]);
        let files = KustomizedFiles::new(&set);
        let patches: Vec<usize> = (0..6).filter(|file| files.is_patch(*file)).collect();
        assert_eq!(patches, [2, 5]);
        let selected: Vec<usize> = (0..6).filter(|file| files.has_selector(*file)).collect();
        assert_eq!(selected, [1]);
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
