//! Signs that a DaemonSet is for a managed cluster, whose control plane has no nodes that anything could land on.

use k8s_openapi::api::core::v1::PodSpec;

use super::host_access::host_paths;
use crate::lint::engine::context::Context;
use crate::lint::knowledge::agent_words::words;

/// Registries of what managed clusters install on their own nodes: GKE, EKS, AKS.
const REGISTRIES: [&str; 5] = [
    "gke.gcr.io/",
    "gcr.io/gke-release/",
    "public.ecr.aws/eks/",
    "mcr.microsoft.com/aks/",
    "mcr.microsoft.com/oss/aks/",
];

/// The repositories that EKS has in each region, behind the registry: `602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/…`.
const EKS_REPOSITORY: &str = ".amazonaws.com/eks/";

/// The folder in which the nodes of GKE keep the kubelet.
const GKE_HOME: &str = "/home/kubernetes";

/// The platforms by the words that people write into names: those of Google, Amazon, Azure,
/// Oracle, `DigitalOcean`, Linode and Tencent.
const PLATFORMS: [&str; 8] = ["gke", "eks", "eksctl", "aks", "oke", "doks", "lke", "tke"];

/// Clusters that somebody made for a test, and that have no control plane of their own to look after.
const TESTS: [&str; 3] = ["e2e", "kind", "kubemark"];

/// How many parts of a file's path are looked at; those further up name the machine of whoever runs us.
const NEAR_PARTS: usize = 3;

/// Whether the pod runs images of a managed cluster or mounts its folders, or a platform is named by the object, its
/// namespace or the end of its file's path. Labels prove nothing: agents for any cluster exclude Fargate and virtual nodes by
/// theirs.
pub(crate) fn is_for_managed_cluster(cx: &Context<'_>) -> bool {
    let id = &cx.object.id;
    let file = cx.run.set.files[cx.object.file].name();
    let near = file.rsplit('/').take(NEAR_PARTS);
    let mut names = [id.namespace.as_deref(), id.name.as_deref()].into_iter().flatten().chain(near);
    names.any(names_platform) || cx.pod_spec().is_some_and(is_of_managed_cluster)
}

/// Whether the end of the path of its file says that a manifest belongs to a test.
pub(crate) fn is_for_test(cx: &Context<'_>) -> bool {
    let file = cx.run.set.files[cx.object.file].name().to_ascii_lowercase();
    file.rsplit('/').take(NEAR_PARTS).any(|part| words(part).any(|word| TESTS.contains(&word)))
}

fn is_of_managed_cluster(pod: &PodSpec) -> bool {
    let is_image = |image: &str| {
        REGISTRIES.iter().any(|registry| image.starts_with(registry))
            || image.contains(EKS_REPOSITORY)
            || names_platform(image)
    };
    pod.containers.iter().filter_map(|container| container.image.as_deref()).any(is_image)
        || host_paths(pod).any(|(_, path)| path.starts_with(GKE_HOME))
}

fn names_platform(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    words(&text).any(|word| PLATFORMS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_whole_words() {
        for text in ["aws-otel-eks", "aks-auditd", "kube2iam.eks-example.yaml", "GKE"] {
            assert!(names_platform(text), "{text}");
        }
        for text in ["weeks", "leaks", "seeks-agent", "tasks"] {
            assert!(!names_platform(text), "{text}");
        }
    }
}
