//! How little memory is too little for a known agent, whatever it is configured to do.

use crate::lint::pod::image::ImageReference;

const MEBIBYTE: i64 = 1 << 20;

/// Ends of the paths of images, and mebibytes below which the agent is killed while it starts or soon after. They lie well below
/// what their makers write into charts and manifests: fluent-bit 64, fluentd 200, filebeat 200, promtail 128,
/// node-exporter 180, the Datadog agent 256, calico-node and cilium none.
const LEAST: &[(&str, i64)] = &[
    ("fluent-bit", 24),
    ("fluentd", 64),
    ("fluentd-kubernetes-daemonset", 64),
    ("fluentd-elasticsearch", 64),
    ("filebeat", 64),
    ("metricbeat", 64),
    ("promtail", 40),
    ("alloy", 64),
    ("vector", 32),
    ("telegraf", 32),
    ("opentelemetry-collector", 50),
    ("opentelemetry-collector-contrib", 64),
    ("opentelemetry-collector-k8s", 50),
    ("splunk-otel-collector", 64),
    ("node-exporter", 16),
    ("dcgm-exporter", 64),
    ("cadvisor", 50),
    ("node-problem-detector", 20),
    ("datadoghq/agent", 100),
    ("datadog/agent", 100),
    ("falco", 128),
    ("calico/node", 64),
    ("cilium/cilium", 128),
    ("kube-proxy", 20),
    ("k8s-dns-node-cache", 16),
    ("csi-node-driver-registrar", 10),
];

/// A known agent, and the least memory in bytes that it can do with.
pub(crate) fn least_memory(image: &str) -> Option<(&'static str, i64)> {
    let image = ImageReference::parse(image)?;
    let is_named =
        |end: &str| image.path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let (end, mebibytes) = LEAST.iter().find(|(end, _)| is_named(end))?;
    Some((end, mebibytes * MEBIBYTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_known_by_the_end_of_their_image() {
        assert_eq!(
            least_memory("cr.fluentbit.io/fluent/fluent-bit:3.1"),
            Some(("fluent-bit", 24 * MEBIBYTE))
        );
        assert_eq!(least_memory("registry.example/my-fluent-bit:1"), None);
        assert_eq!(least_memory("alpine"), None);
    }
}
