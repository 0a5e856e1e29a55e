//! What a node runs: its operating system, and the distribution that its kubelet belongs to.

use std::collections::BTreeMap;

/// What is known of the system of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct System {
    /// The operating system, if it is one of those that differ from ordinary Linux distributions.
    pub os: Option<Os>,
    /// The distribution of Kubernetes; `None` if it is not known.
    pub distribution: Option<Distribution>,
}

/// Operating systems that are made for containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Os {
    /// Talos Linux.
    Talos,
    /// Bottlerocket, which EKS Auto Mode runs as well.
    Bottlerocket,
    /// Container-Optimized OS of Google.
    ContainerOptimized,
    /// Flatcar Container Linux, and `CoreOS` Container Linux before it.
    Flatcar,
    /// Red Hat Enterprise Linux `CoreOS`, the system of `OpenShift`.
    RedHatCoreOs,
    /// Fedora `CoreOS`.
    FedoraCoreOs,
}

/// Distributions of Kubernetes that keep the files of their kubelet elsewhere, or are told from those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distribution {
    /// k3s.
    K3s,
    /// RKE2.
    Rke2,
    /// k0s.
    K0s,
    /// `MicroK8s`.
    MicroK8s,
    /// Google Kubernetes Engine.
    Gke,
    /// None of these.
    Other,
}

impl Os {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Talos => "Talos",
            Self::Bottlerocket => "Bottlerocket",
            Self::ContainerOptimized => "Container-Optimized OS",
            Self::Flatcar => "Flatcar",
            Self::RedHatCoreOs => "RHEL CoreOS",
            Self::FedoraCoreOs => "Fedora CoreOS",
        }
    }

    /// Tells it from `status.nodeInfo.osImage`, which is `PRETTY_NAME` of the node's `/etc/os-release`.
    pub(super) fn of_image(image: &str) -> Option<Self> {
        const STARTS: [(&str, Os); 7] = [
            ("Talos", Os::Talos),
            ("Bottlerocket", Os::Bottlerocket),
            ("Container-Optimized OS", Os::ContainerOptimized),
            ("Flatcar", Os::Flatcar),
            ("Container Linux by CoreOS", Os::Flatcar),
            ("Red Hat Enterprise Linux CoreOS", Os::RedHatCoreOs),
            ("Fedora CoreOS", Os::FedoraCoreOs),
        ];
        STARTS.iter().find(|(start, _)| image.starts_with(start)).map(|(_, os)| *os)
    }
}

impl Distribution {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::K3s => "k3s",
            Self::Rke2 => "RKE2",
            Self::K0s => "k0s",
            Self::MicroK8s => "MicroK8s",
            Self::Gke => "GKE",
            Self::Other => "another distribution",
        }
    }

    /// Tells it from `status.nodeInfo.kubeletVersion`: k3s, RKE2, k0s and GKE add their name to it.
    fn of_version(version: &str) -> Self {
        let build = version.split_once('+').map_or("", |(_, build)| build);
        match build {
            _ if build.starts_with("k3s") => Self::K3s,
            _ if build.starts_with("rke2") => Self::Rke2,
            _ if build.starts_with("k0s") => Self::K0s,
            _ if version.contains("-gke.") => Self::Gke,
            _ => Self::Other,
        }
    }
}

/// Set by the kubelet's arguments of `MicroK8s` (`microk8s-resources/default-args/kubelet` of canonical/microk8s).
const MICROK8S: &str = "microk8s.io/cluster";

/// Set by the machine config operator of `OpenShift`: `rhcos` or `rhel`.
pub(crate) const OPENSHIFT: &str = "node.openshift.io/os_id";

/// The labels that tell of the system of a node.
pub(super) const LABELS: [&str; 2] = [MICROK8S, OPENSHIFT];

impl System {
    /// Tells the system from what a node reports of itself.
    pub(super) fn of_node(
        os_image: Option<&str>,
        kubelet_version: Option<&str>,
        labels: &BTreeMap<String, String>,
    ) -> Self {
        let distribution =
            kubelet_version.filter(|version| !version.is_empty()).map(Distribution::of_version);
        let is_microk8s = labels.contains_key(MICROK8S);
        Self {
            os: os_image.and_then(Os::of_image),
            distribution: if is_microk8s { Some(Distribution::MicroK8s) } else { distribution },
        }
    }

    /// An operating system that runs no distribution but its own, or none of those that are told apart.
    pub(super) fn of_os(os: Os) -> Self {
        Self { os: Some(os), distribution: Some(Distribution::Other) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_from_what_nodes_report() {
        let of = |image, version| System::of_node(Some(image), Some(version), &BTreeMap::new());
        let system = |os, distribution| System { os, distribution: Some(distribution) };
        for (image, version, expected) in [
            ("Talos (v1.9.5)", "v1.33.2", system(Some(Os::Talos), Distribution::Other)),
            ("Debian GNU/Linux 12 (bookworm)", "v1.30.4+k3s1", system(None, Distribution::K3s)),
            ("Ubuntu 24.04.2 LTS", "v1.30.4+rke2r1", system(None, Distribution::Rke2)),
            ("Ubuntu 24.04.2 LTS", "v1.30.4+k0s", system(None, Distribution::K0s)),
            ("Bottlerocket OS 1.36.0 (aws-k8s-1.33)", "v1.33.2-eks-1", System::of_os(Os::Bottlerocket)),
            ("Red Hat Enterprise Linux CoreOS 418.94", "v1.31.6", System::of_os(Os::RedHatCoreOs)),
        ] {
            assert_eq!(of(image, version), expected, "{image}");
        }
        let labels = BTreeMap::from([(MICROK8S.to_owned(), "true".to_owned())]);
        assert_eq!(
            System::of_node(None, Some("v1.30.4"), &labels).distribution,
            Some(Distribution::MicroK8s)
        );
        assert_eq!(System::of_node(None, None, &BTreeMap::new()), System::default());
    }
}
