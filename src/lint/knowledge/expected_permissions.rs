//! Cluster-wide permissions that well-known agents need, identified by their images.
//!
//! The list keeps trampoline-permissions quiet where an author could change nothing but the agent itself.

use k8s_openapi::api::core::v1::PodSpec;

use super::agent_words::words;
use crate::lint::pod::image::ImageReference;

/// The end of an image's path, and the rights that the agent in it needs, with the reason.
const KNOWN: &[(&str, &[&str])] = &[
    // Takes its own taint `node.cilium.io/agent-not-ready` off, and reads certificates named by policies.
    ("cilium", &["nodes", "secrets"]),
    // Writes a kubeconfig with a token of its own for the CNI plugin.
    ("calico/node", &["tokens", "nodes"]),
    // Cordons its node before the reboot, and keeps its lock in an annotation of its DaemonSet.
    ("kured", &["nodes", "workloads"]),
    // Cordons and taints the node that is going away.
    ("aws-node-termination-handler", &["nodes"]),
    // Writes its subnet and address into annotations of its node.
    ("kube-ovn", &["nodes"]),
    // Keeps keys and addresses of the mesh in annotations of its node.
    ("kilo", &["nodes"]),
    // Trade the token of the pod that mounts a secret for one of the cloud.
    ("secrets-store-csi-driver-provider-gcp/plugin", &["tokens"]),
    // Take their own startup taints off.
    ("aws-ebs-csi-driver", &["nodes"]),
    ("aws-efs-csi-driver", &["nodes"]),
];

/// Words in the names of agents that are there for a right, with the right.
///
/// Ingress controllers read the certificates that Ingresses name; labellers write what they find into labels of their node, and
/// so do drivers of devices; kindnet writes routes and annotations.
const BY_WORD: &[(&str, &[&str])] = &[
    (
        "secrets",
        &[
            "ingress", "traefik", "haproxy", "contour", "envoy", "kong", "skipper", "apisix", "gateway",
            "voyager", "emissary",
        ],
    ),
    (
        "nodes",
        &[
            "label",
            "labels",
            "labeler",
            "labeller",
            "nodelabeler",
            "nodelabeller",
            "nfd",
            "gfd",
            "discovery",
            "dra",
            "dranet",
            "kindnet",
            "kindnetd",
        ],
    ),
];

/// Whether an agent is known to need a right, by the images of its pod or by its name.
pub(crate) fn is_expected(pod: &PodSpec, name: &str, power: &str) -> bool {
    let images = || {
        let images = pod.containers.iter().filter_map(|container| container.image.as_deref());
        images.filter_map(ImageReference::parse)
    };
    let is_known = images().any(|image| {
        let is_named = |name: &str| {
            image.path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        KNOWN.iter().any(|(name, powers)| is_named(name) && powers.contains(&power))
    });
    let names_it = |text: &str| {
        BY_WORD.iter().any(|(right, known)| *right == power && words(text).any(|word| known.contains(&word)))
    };
    is_known || names_it(name) || images().any(|image| names_it(image.path))
}
