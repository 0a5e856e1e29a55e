//! Images that a kustomization of the run sets, so that what the manifests say of them does not reach a cluster.

use std::collections::BTreeSet;

use super::context::RunContext;
use super::image::ImageReference;
use crate::yaml::Node;

/// Names of files in which kustomize looks for its own object, which may then go without a kind.
const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The images whose tag or digest a kustomization of the run sets: `images[].name` with `newTag` or `digest`.
#[derive(Clone, Debug, Default)]
pub(super) struct KustomizeImages(BTreeSet<String>);

impl KustomizeImages {
    pub(super) fn of(run: &RunContext<'_>) -> Self {
        let objects = run.set.objects.iter();
        let kustomizations = objects.filter(|object| {
            let file = run.set.source_of(object).name();
            let is_known = matches!(object.id.kind.as_str(), "Kustomization" | "Component");
            is_known || FILES.contains(&file.rsplit(['/', '\\']).next().unwrap_or(file))
        });
        let images = kustomizations.filter_map(|object| object.node.get("images")?.as_list()).flatten();
        Self(images.filter(|image| sets_version(image)).filter_map(name).collect())
    }

    /// Whether the version of an image is set.
    pub(super) fn set(&self, image: &ImageReference<'_>) -> bool {
        self.0.contains(&image.repository())
    }
}

fn sets_version(image: &Node) -> bool {
    ["newTag", "digest"].iter().any(|key| image.get(key).is_some_and(|value| !value.is_null()))
}

fn name(image: &Node) -> Option<String> {
    Some(image.get("name")?.as_str()?.to_owned())
}
