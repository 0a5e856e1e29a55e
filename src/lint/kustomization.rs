//! Kustomizations of the run: which files they bring together, and which images they set.

use std::collections::BTreeSet;

use super::context::RunContext;
use super::image::ImageReference;
use crate::manifest::{ManifestSet, Object};
use crate::yaml::Node;

/// Names of files in which kustomize looks for its own object, which may then go without a kind.
const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The images whose tag or digest a kustomization of the run sets, so that what manifests say of them reaches no
/// cluster: `images[].name` with `newTag` or `digest`.
#[derive(Clone, Debug, Default)]
pub(super) struct KustomizeImages(BTreeSet<String>);

impl KustomizeImages {
    pub(super) fn of(run: &RunContext<'_>) -> Self {
        let images =
            kustomizations(run.set).filter_map(|object| object.node.get("images")?.as_list()).flatten();
        Self(images.filter(|image| sets_version(image)).filter_map(name).collect())
    }

    /// Whether the version of an image is set.
    pub(super) fn set(&self, image: &ImageReference<'_>) -> bool {
        self.0.contains(&image.repository())
    }
}

/// Whether a kustomization of the run knows an image by its name, which then must stay.
pub(super) fn names_image(run: &RunContext<'_>, image: &ImageReference<'_>) -> bool {
    let images = kustomizations(run.set).filter_map(|object| object.node.get("images")?.as_list()).flatten();
    images.filter_map(name).any(|name| name == image.repository())
}

fn sets_version(image: &Node) -> bool {
    ["newTag", "digest"].iter().any(|key| image.get(key).is_some_and(|value| !value.is_null()))
}

fn name(image: &Node) -> Option<String> {
    Some(image.get("name")?.as_str()?.to_owned())
}

/// Whether some kustomization of the run brings two files together.
pub(super) fn brings_together(set: &ManifestSet, one: usize, other: usize) -> bool {
    kustomizations(set).any(|object| {
        let mut files = BTreeSet::new();
        collect(set, object, &mut files);
        files.contains(&one) && files.contains(&other)
    })
}

/// The files that a kustomization names, and those named by kustomizations that it names.
fn collect(set: &ManifestSet, object: &Object, files: &mut BTreeSet<usize>) {
    let folder = folder_of(set.source_of(object).name());
    let lists = ["resources", "bases", "components"].into_iter();
    let entries = lists.filter_map(|key| object.node.get(key)?.as_list()).flatten().filter_map(Node::as_str);
    for path in entries.filter_map(|entry| join(folder, entry)) {
        for (index, file) in set.files.iter().enumerate() {
            let name = join("", file.name());
            let is_named = name.as_deref() == Some(&path);
            let is_inside = FILES.iter().any(|known| name.as_deref() == Some(&format!("{path}/{known}")));
            let is_new = (is_named || is_inside) && files.insert(index);
            if is_new && is_inside {
                let of_file = kustomizations(set).filter(|object| object.file == index);
                of_file.for_each(|object| collect(set, object, files));
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
        assert!(brings_together(&set, 1, 3));
        assert!(!brings_together(&set, 1, 4));
    }

    #[test]
    fn kustomizations_that_name_each_other_end() {
        let set = set(&[
            ("a/kustomization.yaml", "resources: [../b]"),
            ("b/kustomization.yaml", "resources: [../a]"),
        ]);
        assert!(brings_together(&set, 0, 1));
    }
}
