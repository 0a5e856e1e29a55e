//! Families of agents of which a node needs one, identified by their images.

use crate::lint::pod::image::ImageReference;

/// A family, in words, and the ends of its images' paths.
///
/// Agents that do several things at once (Datadog, the OpenTelemetry collector, Alloy, Vector) are left out, and so are
/// network plugins that are made to be chained with another one (amazon-k8s-cni, multus).
const FAMILIES: &[(&str, &[&str])] = &[
    ("node exporter", &["node-exporter", "windows-exporter"]),
    (
        "log shipper",
        &[
            "fluentd",
            "fluentd-kubernetes-daemonset",
            "fluentd-elasticsearch",
            "fluent-bit",
            "filebeat",
            "promtail",
            "aws-for-fluent-bit",
            "logstash",
        ],
    ),
    (
        "network plugin",
        &[
            "calico/node",
            "mirrored-calico-node",
            "hardened-calico",
            "cilium/cilium",
            "mirrored-cilium-cilium",
            "flannel",
            "mirrored-flannel-io-flannel",
            "hardened-flannel",
            "weave-kube",
            "antrea-agent-ubuntu",
            "antrea-agent-ubi",
            "kube-router",
            "kube-ovn",
        ],
    ),
    ("service proxy", &["kube-proxy"]),
    ("node problem detector", &["node-problem-detector"]),
    ("DNS cache", &["k8s-dns-node-cache"]),
    ("GPU device plugin", &["nvidia/k8s-device-plugin"]),
    ("GPU exporter", &["dcgm-exporter"]),
    ("container exporter", &["cadvisor"]),
    ("reboot agent", &["kured"]),
];

/// The family of an image.
pub(crate) fn family(image: &str) -> Option<&'static str> {
    let image = ImageReference::parse(image)?;
    let is_named =
        |end: &&str| image.path.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    FAMILIES.iter().find(|(_, ends)| ends.iter().any(is_named)).map(|(family, _)| *family)
}
