//! What makes the nodes of pools, and what it decides by itself where no file says it.

/// A platform: whose machines the nodes of a pool are, and who sets labels on them that no file names.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// What people call it; empty if it is not known.
    pub name: &'static str,
    /// The architectures of its machines, as `kubernetes.io/arch` has them.
    pub architectures: &'static [&'static str],
    /// Domains of labels that it sets, and labels without a domain.
    domains: &'static [&'static str],
}

/// All architectures for which there are kubelets: `SupportedPlatforms` of kubernetes `hack/lib/golang.sh`, 1.34.
const ANY: &[&str] = &["amd64", "arm64", "ppc64le", "s390x"];

/// Those of the machines that clouds rent out ("EC2 instance types", "Machine families" of Compute Engine, "Azure virtual
/// machine sizes").
const CLOUD: &[&str] = &["amd64", "arm64"];

/// Domains of labels that agents of any cluster put on its nodes: the kubelet and cloud controllers (`kubernetes.io`), Node
/// Feature Discovery (`k8s.io`, `kubernetes.io`), plugins of devices, `KubeVirt`, Rancher.
///
/// Source: reference/labels-annotations-taints of kubernetes.io; `docs/` of NVIDIA/k8s-device-plugin,
/// ROCm/k8s-device-plugin and intel/intel-device-plugins-for-kubernetes; kubevirt `staging/src/kubevirt.io/api/core/v1/types.go`.
const COMMON: &[&str] =
    &["kubernetes.io", "k8s.io", "nvidia.com", "amd.com", "intel.com", "kubevirt.io", "cattle.io"];

/// Nothing is known: any platform may stand behind the nodes.
pub static UNKNOWN: Platform = Platform {
    name: "",
    architectures: ANY,
    domains: &[
        "eks.amazonaws.com",
        "vpc.amazonaws.com",
        "alpha.eksctl.io",
        "k8s.aws",
        "karpenter.sh",
        "karpenter.azure.com",
        "openshift.io",
        "x-k8s.io",
        "cloud.google.com",
        "gke.io",
        "kubernetes.azure.com",
        "agentpool",
        "gardener.cloud",
        "sapcloud.io",
        "hetzner.cloud",
        "talos.dev",
    ],
};

/// Amazon EKS: managed and self-managed node groups; `vpc.amazonaws.com` is set by the VPC CNI (`SetNodeLabel` in `ipamd`).
pub static EKS: Platform = Platform {
    name: "EKS",
    architectures: CLOUD,
    domains: &["eks.amazonaws.com", "vpc.amazonaws.com", "alpha.eksctl.io", "k8s.aws"],
};

/// Karpenter on AWS, EKS Auto Mode included: `pkg/apis/v1/labels.go` of karpenter-provider-aws, 1.8.
pub static KARPENTER_AWS: Platform = Platform {
    name: "Karpenter on AWS",
    architectures: CLOUD,
    domains: &["karpenter.sh", "eks.amazonaws.com", "vpc.amazonaws.com", "k8s.aws"],
};

/// Karpenter on Azure, node auto-provisioning of AKS included: `pkg/apis/v1beta1/labels.go` of karpenter-provider-azure.
pub static KARPENTER_AZURE: Platform = Platform {
    name: "Karpenter on Azure",
    architectures: CLOUD,
    domains: &["karpenter.sh", "karpenter.azure.com", "kubernetes.azure.com", "agentpool"],
};

/// Karpenter with a provider that is not known.
pub static KARPENTER: Platform = Platform {
    name: "Karpenter",
    architectures: ANY,
    domains: &[
        "karpenter.sh",
        "karpenter.azure.com",
        "k8s.aws",
        "eks.amazonaws.com",
        "kubernetes.azure.com",
        "cloud.google.com",
        "gke.io",
        "x-k8s.io",
    ],
};

/// Google GKE: "About cluster labels" and the labels that its pages on GPUs, spot machines and networks name.
pub static GKE: Platform =
    Platform { name: "GKE", architectures: CLOUD, domains: &["cloud.google.com", "gke.io"] };

/// Azure AKS: `aks/use-labels` of learn.microsoft.com, with the labels without a domain that it lists as deprecated.
pub static AKS: Platform = Platform {
    name: "AKS",
    architectures: CLOUD,
    domains: &[
        "kubernetes.azure.com",
        "karpenter.azure.com",
        "agentpool",
        "accelerator",
        "storageprofile",
        "storagetier",
    ],
};

/// kOps, on any cloud that it knows.
pub static KOPS: Platform = Platform { name: "kOps", architectures: CLOUD, domains: &["karpenter.sh"] };

/// Gardener: `NodeLabelsForWorkerPool` in gardener `pkg/utils/gardener/shoot.go`, 1.110.
pub static GARDENER: Platform =
    Platform { name: "Gardener", architectures: CLOUD, domains: &["gardener.cloud", "sapcloud.io"] };

/// `OpenShift`, on any of its architectures.
pub static OPENSHIFT: Platform =
    Platform { name: "OpenShift", architectures: ANY, domains: &["openshift.io", "x-k8s.io"] };

/// `OpenShift` on AWS, Azure or Google Cloud.
pub static OPENSHIFT_CLOUD: Platform =
    Platform { name: "OpenShift", architectures: CLOUD, domains: &["openshift.io", "x-k8s.io"] };

/// Cluster API, with machines of any provider; those of IBM alone have other architectures, see [`IBM`].
pub static CLUSTER_API: Platform = Platform {
    name: "Cluster API",
    architectures: CLOUD,
    domains: &["x-k8s.io", "hetzner.cloud", "oraclecloud.com"],
};

/// Cluster API on IBM Cloud (`IBMVPCMachineTemplate`, `IBMPowerVSMachineTemplate`): Power and Z among others.
pub static IBM: Platform = Platform {
    name: "Cluster API on IBM Cloud",
    architectures: ANY,
    domains: &["x-k8s.io", "ibm-cloud.kubernetes.io"],
};

/// Talos Linux, which is built for two architectures ("Support Matrix" of docs.siderolabs.com).
pub static TALOS: Platform =
    Platform { name: "Talos", architectures: CLOUD, domains: &["talos.dev", "hetzner.cloud"] };

/// k3s and RKE2, which are built for three architectures ("Requirements" of docs.k3s.io and docs.rke2.io).
pub static K3S: Platform = Platform {
    name: "k3s and RKE2",
    architectures: &["amd64", "arm64", "arm"],
    domains: &["k3s.io", "rke2.io", "hetzner.cloud"],
};

/// kubeadm, on machines of any kind.
pub static KUBEADM: Platform =
    Platform { name: "kubeadm", architectures: ANY, domains: &["hetzner.cloud", "oraclecloud.com"] };

impl Platform {
    /// Whether a node of it may carry a label that no file mentions: it sets labels in its own domains, agents in theirs, but
    /// nobody sets labels in the domains of users.
    pub fn may_set(&self, key: &str) -> bool {
        // Roles are given by name; a pool that does not mention one does not have it.
        if key.starts_with("node-role.kubernetes.io/")
            || key.starts_with("node-restriction.kubernetes.io/")
            || Self::never_sets(key)
        {
            return false;
        }
        let domain = key.split_once('/').map_or(key, |(domain, _)| domain);
        let is_known = |known: &str| {
            domain == known || domain.strip_suffix(known).is_some_and(|prefix| prefix.ends_with('.'))
        };
        self.domains.iter().chain(COMMON).any(|known| is_known(known)) || is_of_storage(domain)
    }
}

impl Platform {
    /// Whether a label stands on no node of a pool that does not name it, whatever else is unknown: what stands for no machine
    /// says so ("Simplify compute management with AWS Fargate", and "EKS Hybrid Nodes", of the EKS user guide).
    pub fn never_sets(key: &str) -> bool {
        key == "eks.amazonaws.com/compute-type"
    }
}

/// Whether a domain is that of a driver of storage, which says where its volumes can be reached: `topology.ebs.csi.aws.com`,
/// `csi.hetzner.cloud`, `topolvm.io`.
///
/// Source: `NodeGetInfo` of the CSI specification, whose topology the kubelet writes into labels of the node.
fn is_of_storage(domain: &str) -> bool {
    domain.split('.').any(|part| part == "csi") || domain.ends_with("topolvm.io")
}

impl Default for &'static Platform {
    fn default() -> Self {
        &UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_agents_are_open_everywhere_and_those_of_users_nowhere() {
        for platform in [&UNKNOWN, &EKS, &GKE, &TALOS, &KUBEADM] {
            for key in [
                "topology.kubernetes.io/zone",
                "feature.node.kubernetes.io/cpu-model.id",
                "nvidia.com/gpu.present",
                "topology.ebs.csi.aws.com/zone",
                "topology.disk.csi.azure.com/zone",
                "csi.hetzner.cloud/location",
            ] {
                assert!(platform.may_set(key), "{}: {key}", platform.name);
            }
            for key in [
                "team",
                "example.com/pool",
                "node-role.kubernetes.io/worker",
                "eks.amazonaws.com/compute-type",
                "leaks.com/agentpool",
            ] {
                assert!(!platform.may_set(key), "{}: {key}", platform.name);
            }
        }
    }

    #[test]
    fn labels_of_one_platform_are_absent_on_another() {
        assert!(EKS.may_set("eks.amazonaws.com/nodegroup-image"));
        assert!(!TALOS.may_set("eks.amazonaws.com/nodegroup-image"));
        assert!(GKE.may_set("cloud.google.com/gke-spot") && !AKS.may_set("cloud.google.com/gke-spot"));
        assert!(GARDENER.may_set("networking.gardener.cloud/node-local-dns-enabled"));
        assert!(GARDENER.may_set("worker.garden.sapcloud.io/group"));
    }
}
