//! Words in the names of agents and of their images that tell what an agent is for.
//!
//! Read off some 750 public DaemonSets. A name is taken apart at everything that is not a letter or a digit; a word counts if
//! it is one of these parts, a part of a word if some of these parts contains it.

/// What tells one kind of agent.
#[derive(Debug)]
pub(crate) struct Words {
    /// Whole words.
    whole: &'static [&'static str],
    /// What words may contain.
    parts: &'static [&'static str],
    /// Names of several words.
    names: &'static [&'static str],
}

impl Words {
    /// Whether a name, in lower case, has one of them.
    pub(crate) fn are_in(&self, name: &str) -> bool {
        self.names.iter().any(|known| name.contains(known))
            || words(name)
                .any(|word| self.whole.contains(&word) || self.parts.iter().any(|known| word.contains(known)))
    }
}

/// The words of a name.
pub(crate) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// Agents that do something to a node once, or are there for a test.
pub(crate) static ONCE: Words = Words {
    whole: &[
        "e2e",
        "test",
        "tests",
        "conformance",
        "sonobuoy",
        "netperf",
        "benchmark",
        "bench",
        "debug",
        "debugger",
        "demo",
        "cleanup",
        "cleaner",
        "prepull",
        "prepuller",
        "preload",
        "preloader",
        "puller",
        "setup",
        "bootstrap",
        "install",
        "installer",
        "installation",
        "upgrade",
        "upgrader",
        "downgrade",
        "migrate",
        "migrator",
        "migration",
        "patcher",
    ],
    parts: &["uninstall"],
    names: &["image-pull", "image-warmer"],
};

/// Agents that come to take something off a node.
pub(crate) static REMOVAL: Words =
    Words { whole: &["cleanup", "remover"], parts: &["uninstall"], names: &[] };

/// Agents for hardware that few nodes have, and drivers that hand it out (DRA).
pub(crate) static HARDWARE: Words = Words {
    whole: &[
        "gpu",
        "gpus",
        "nvidia",
        "dcgm",
        "mig",
        "gfd",
        "rocm",
        "tpu",
        "npu",
        "xpu",
        "vpu",
        "neuron",
        "habana",
        "gaudi",
        "ascend",
        "rdma",
        "sriov",
        "sriovdp",
        "infiniband",
        "roce",
        "mofed",
        "fpga",
        "qat",
        "dsa",
        "iaa",
        "dlb",
        "sgx",
        "xilinx",
        "dra",
        "dranet",
        "tcpx",
        "tcpxo",
        "gpudirect",
        "efa",
        "nfd",
    ],
    parts: &["amdgpu", "infiniband"],
    names: &["sr-iov", "node-feature-discovery", "gpu-feature-discovery"],
};

/// Network plugins, service proxies and caches of DNS.
pub(crate) static NETWORK: Words = Words {
    whole: &[
        "calico",
        "cilium",
        "flannel",
        "weave",
        "antrea",
        "canal",
        "cni",
        "multus",
        "kindnet",
        "kindnetd",
        "kilo",
        "romana",
        "contrail",
        "ovn",
        "ovs",
        "terway",
        "submariner",
        "ztunnel",
        "nodelocaldns",
    ],
    parts: &[],
    names: &[
        "kube-router",
        "kube-proxy",
        "kube-ovn",
        "node-local-dns",
        "k8s-dns-node-cache",
        "network-polic",
        "aws-node",
    ],
};

/// Agents for logs, metrics and security, which miss whatever happens on a node that they are not on.
pub(crate) static OBSERVER: Words = Words {
    whole: &[
        "log",
        "logs",
        "logging",
        "logger",
        "logstash",
        "logdna",
        "logspout",
        "syslog",
        "journald",
        "promtail",
        "vector",
        "metrics",
        "monitor",
        "monitoring",
        "prometheus",
        "otel",
        "otelcol",
        "opentelemetry",
        "telemetry",
        "telegraf",
        "collector",
        "observability",
        "instrumentation",
        "cadvisor",
        "datadog",
        "newrelic",
        "dynatrace",
        "oneagent",
        "sysdig",
        "splunk",
        "sumologic",
        "scalyr",
        "honeycomb",
        "instana",
        "appdynamics",
        "signalfx",
        "zabbix",
        "netdata",
        "pixie",
        "parca",
        "pyroscope",
        "beyla",
        "alloy",
        "falco",
        "falcon",
        "tetragon",
        "kubearmor",
        "tracee",
        "twistlock",
        "aquasec",
        "defender",
        "wazuh",
        "osquery",
        "lacework",
        "threatstack",
        "security",
        "audit",
        "auditd",
        "antivirus",
        "clamav",
        "crowdstrike",
        "sentinelone",
        "neuvector",
        "stackrox",
        "kubescape",
        "trivy",
        "gadget",
        "amazoncloudwatch",
        "cloudwatch",
        "stackdriver",
        "grafana",
        "loki",
        "vmagent",
        "jaeger",
        "sematext",
        "logagent",
        "logshipper",
        "logcollector",
        "coralogix",
        "graylog",
        "nxlog",
        "rsyslog",
        "icinga",
        "nagios",
        "checkmk",
        "ossec",
        "suricata",
        "kepler",
        "hubble",
        "ids",
    ],
    parts: &[
        "fluent",
        "filebeat",
        "metricbeat",
        "auditbeat",
        "journalbeat",
        "packetbeat",
        "exporter",
        "ebpf",
    ],
    names: &["node-problem-detector", "elastic-agent", "weave-scope", "log-pilot"],
};

/// Plugins and provisioners of storage, which serve the volumes of workloads.
pub(crate) static STORAGE: Words = Words {
    whole: &[
        "csi",
        "ceph",
        "cephfs",
        "rbd",
        "rook",
        "longhorn",
        "openebs",
        "ndm",
        "portworx",
        "stork",
        "piraeus",
        "linstor",
        "drbd",
        "gluster",
        "glusterfs",
        "heketi",
        "flexvolume",
        "nfs",
        "lvm",
        "topolvm",
        "juicefs",
        "provisioner",
        "storage",
        "volume",
        "volumes",
        "velero",
        "restic",
        "blobfuse",
        "smb",
        "cifs",
        "iscsi",
        "multipath",
        "zfs",
        "lustre",
        "gpfs",
        "fsx",
        "efs",
        "ebs",
        "disk",
        "disks",
        "seaweedfs",
        "alluxio",
        "fluid",
    ],
    parts: &["provisioner", "flexvolume"],
    names: &["secrets-store"],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_as_a_whole() {
        assert!(HARDWARE.are_in("nvcr.io/nvidia/k8s/dcgm-exporter"));
        assert!(HARDWARE.are_in("dra-example-driver"));
        assert!(!HARDWARE.are_in("calico-dragonfly"));
        assert!(ONCE.are_in("uninstaller-x"));
        assert!(!ONCE.are_in("latest-agent"));
        assert!(OBSERVER.are_in("node-exporter"));
        assert!(!OBSERVER.are_in("catalog"));
        assert!(STORAGE.are_in("local-volume-provisioner"));
        assert!(NETWORK.are_in("kube-network-policies"));
    }
}
