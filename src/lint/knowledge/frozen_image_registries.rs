//! Image registries and organisations that no longer get new images, or no longer have any.

use crate::lint::pod::image::ImageReference;

/// What became of a place for images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Images are there; no fix appears any more.
    Frozen,
    /// Images are not there any more: pulls fail.
    Gone,
}

/// Whether the place of today has the tags of the former one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tags {
    /// It has all of them.
    Same,
    /// It has most of them.
    Most,
    /// It has others.
    Others,
}

/// A place for images that their makers have left.
#[derive(Debug)]
pub(crate) struct FormerHome {
    /// The registry and the start of the path, with `/` at its end.
    start: &'static str,
    /// What is left of it.
    pub(crate) fate: Fate,
    /// Where the images are now, with what is written behind the start; none if each has its own place.
    pub(crate) now: Option<&'static str>,
    /// The tags there.
    pub(crate) tags: Tags,
}

impl FormerHome {
    /// The name for people.
    pub(crate) fn name(&self) -> &'static str {
        self.start.trim_end_matches('/')
    }
}

/// A registry of the Kubernetes project before registry.k8s.io: frozen in April 2023, served by redirects since.
const fn of_kubernetes(start: &'static str, tags: Tags) -> FormerHome {
    FormerHome { start, fate: Fate::Frozen, now: Some("registry.k8s.io/"), tags }
}

/// An image that is released under another name now.
const fn renamed(start: &'static str, now: &'static str) -> FormerHome {
    FormerHome { start, fate: Fate::Frozen, now: Some(now), tags: Tags::Others }
}

/// An image that nobody releases any more.
const fn abandoned(start: &'static str) -> FormerHome {
    FormerHome { start, fate: Fate::Frozen, now: None, tags: Tags::Others }
}

/// A place from which all images were moved to another one.
const fn gone(start: &'static str, now: &'static str, tags: Tags) -> FormerHome {
    FormerHome { start, fate: Fate::Gone, now: Some(now), tags }
}

/// Sources: kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement; bitnami/containers#83267 (versions left
/// docker.io/bitnami for bitnamilegacy from 28 August 2025); kubernetes-sigs/kubebuilder discussion 3907 (gcr.io/kubebuilder
/// ended on 18 March 2025); kubernetes-csi/csi-release-tools#86 and ofek/csi-gcs#186 (quay.io/k8scsi: left in 2020, gone in
/// 2025); flannel-io/flannel#1484 and its kube-flannel.yml; kubernetes-sigs/sig-storage-local-static-provisioner#394;
/// cncf/landscape#4023 (Weaveworks closed in 2024); google/cadvisor, brancz/kube-rbac-proxy, prometheus-operator/prometheus-operator and kubernetes/kube-state-metrics (README of each).
const FORMER: [FormerHome; 20] = [
    of_kubernetes("k8s.gcr.io/", Tags::Same),
    of_kubernetes("us.k8s.gcr.io/", Tags::Same),
    of_kubernetes("eu.k8s.gcr.io/", Tags::Same),
    of_kubernetes("asia.k8s.gcr.io/", Tags::Same),
    // Of google_containers the project holds variants of one image for each architecture, which registry.k8s.io has as one.
    of_kubernetes("gcr.io/google_containers/", Tags::Most),
    of_kubernetes("gcr.io/google-containers/", Tags::Most),
    of_kubernetes("us.gcr.io/k8s-artifacts-prod/", Tags::Same),
    of_kubernetes("eu.gcr.io/k8s-artifacts-prod/", Tags::Same),
    gone("quay.io/k8scsi/", "registry.k8s.io/sig-storage/", Tags::Most),
    gone("docker.io/bitnami/", BITNAMI_LEGACY, Tags::Most),
    abandoned(BITNAMI_LEGACY),
    gone("gcr.io/kubebuilder/kube-rbac-proxy", "quay.io/brancz/kube-rbac-proxy", Tags::Others),
    renamed("quay.io/coreos/kube-rbac-proxy", "quay.io/brancz/kube-rbac-proxy"),
    renamed("quay.io/coreos/flannel", "ghcr.io/flannel-io/flannel"),
    renamed("quay.io/coreos/kube-state-metrics", "registry.k8s.io/kube-state-metrics/kube-state-metrics"),
    renamed("quay.io/coreos/prometheus-operator", "quay.io/prometheus-operator/prometheus-operator"),
    renamed("docker.io/google/cadvisor", "ghcr.io/google/cadvisor"),
    abandoned("docker.io/weaveworks/"),
    renamed(
        "quay.io/external_storage/local-volume-provisioner",
        "registry.k8s.io/sig-storage/local-volume-provisioner",
    ),
    renamed(
        "quay.io/kubernetes-ingress-controller/nginx-ingress-controller",
        "registry.k8s.io/ingress-nginx/controller",
    ),
];

/// Where versions of Bitnami's images lie, without fixes.
const BITNAMI_LEGACY: &str = "docker.io/bitnamilegacy/";

/// Other names of Docker's registry; an image without a registry is of it, too.
const DOCKER_HUB: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/// The place of an image that its makers have left, and the image in the place of today, if it has one.
pub(crate) fn former_home(image: &str) -> Option<(&'static FormerHome, Option<String>)> {
    let image = image.trim();
    let full = full_name(image)?;
    let home = FORMER.iter().find(|home| full.starts_with(home.start))?;
    let rest = full.strip_prefix(home.start).filter(|rest| !rest.is_empty())?;
    // Names of images go on behind a start that is no folder: `quay.io/coreos/flannel-cni` is another image.
    let is_whole = home.start.ends_with('/') || rest.starts_with([':', '@']);
    let is_left = home.start != "docker.io/bitnami/" || is_version_of_bitnami(image);
    (is_whole && is_left).then(|| (home, home.now.map(|now| format!("{now}{rest}"))))
}

/// The image with its registry, as one that is written without is of Docker's.
fn full_name(image: &str) -> Option<String> {
    let (host, rest) = image.split_once('/')?;
    if DOCKER_HUB.contains(&host) {
        return Some(format!("docker.io/{rest}"));
    }
    let is_host = host.contains(['.', ':']) || host == "localhost";
    Some(if is_host { image.to_owned() } else { format!("docker.io/{image}") })
}

/// Of most images docker.io/bitnami has only `latest` now; minideb, the base of them, stayed.
fn is_version_of_bitnami(image: &str) -> bool {
    let Some(image) = ImageReference::parse(image) else { return false };
    let is_pinned = image.digest.is_some() || image.tag.is_some_and(|tag| tag != "latest");
    is_pinned && image.name() != "minideb"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_found_in_the_place_of_today() {
        let table = [
            ("k8s.gcr.io/kube-proxy:v1.24.0", Some("registry.k8s.io/kube-proxy:v1.24.0")),
            ("bitnami/fluentd:1.16.2", Some("docker.io/bitnamilegacy/fluentd:1.16.2")),
            (
                "index.docker.io/bitnami/node-exporter:1.7.0",
                Some("docker.io/bitnamilegacy/node-exporter:1.7.0"),
            ),
            ("quay.io/k8scsi/livenessprobe:v2.1.0", Some("registry.k8s.io/sig-storage/livenessprobe:v2.1.0")),
            ("gcr.io/kubebuilder/kube-rbac-proxy:v0.8.0", Some("quay.io/brancz/kube-rbac-proxy:v0.8.0")),
            ("quay.io/coreos/flannel:v0.12.0-amd64", Some("ghcr.io/flannel-io/flannel:v0.12.0-amd64")),
            ("quay.io/coreos/flannel-cni:v0.3.0", None),
            ("google/cadvisor:v0.33.0", Some("ghcr.io/google/cadvisor:v0.33.0")),
            ("quay.io/coreos/etcd:v3.5.0", None),
            ("bitnami/fluentd", None),
            ("bitnami/minideb:bookworm", None),
            ("registry.example/bitnami/fluentd:1.16.2", None),
            ("k8s.gcr.io/", None),
        ];
        for (image, now) in table {
            let found = former_home(image).and_then(|(_, now)| now);
            assert_eq!(found.as_deref(), now, "{image}");
        }
    }
}
