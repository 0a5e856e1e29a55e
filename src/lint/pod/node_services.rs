//! Agents that every node needs, told by what runs: they mount no folder of plugins.

use k8s_openapi::api::core::v1::Container;

use super::image::ImageReference;
use super::init_containers::all_containers;
use crate::lint::engine::context::Context;
use crate::yaml::FieldPath;

/// Names of images, and what a node is without them.
const IMAGES: [(&str, &str); 6] = [
    ("kube-proxy", "it leads to Services: without it pods reach none"),
    ("kube-router", "it leads to other nodes and Services: without it pods reach neither"),
    ("k8s-dns-node-cache", "it answers DNS for the node: without it no name resolves"),
    ("kube-network-policies", "it enforces network policies: without it none holds"),
    ("azure-cloud-node-manager", READY),
    ("cloud-node-manager", READY),
];

const READY: &str = "it makes new nodes ready: without it nothing starts on them";

/// The field that shows that nodes need the agent, and how: an image, or an argument that takes a taint away.
pub(crate) fn node_service(cx: &Context<'_>) -> Option<(FieldPath, &'static str)> {
    let is_needed = |container: &Container| known(container).is_some() || flag(container).is_some();
    if !cx.pod_spec().is_some_and(|pod| all_containers(pod).any(is_needed)) {
        return None;
    }
    cx.containers().into_iter().find_map(|(path, container)| {
        if let Some(words) = known(container) {
            return Some((path.key("image"), words));
        }
        Some((path.key("args").index(flag(container)?), READY))
    })
}

/// What a node is without the image of a container.
fn known(container: &Container) -> Option<&'static str> {
    let image = ImageReference::parse(container.image.as_deref()?)?;
    let (_, words) = IMAGES.iter().find(|(name, _)| is_named(image.name(), name))?;
    Some(words)
}

/// The argument that takes a taint away.
fn flag(container: &Container) -> Option<usize> {
    container.args.iter().flatten().position(|word| takes_taint_away(word))
}

/// The name itself, or with an architecture behind it: `kube-proxy-arm64`.
fn is_named(image: &str, name: &str) -> bool {
    image
        .strip_prefix(name)
        .is_some_and(|rest| matches!(rest, "" | "-amd64" | "-arm64" | "-arm" | "-ppc64le" | "-s390x"))
}

/// `--remove-taint`, `--remove-taints=true`: what new nodes wait for.
fn takes_taint_away(word: &str) -> bool {
    let (flag, value) = word.split_once('=').unwrap_or((word, "true"));
    matches!(flag.trim_start_matches('-'), "remove-taint" | "remove-taints")
        && flag.starts_with('-')
        && value != "false"
}
