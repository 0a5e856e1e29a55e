//! Image registries that no longer get new images.

/// Registries of the Kubernetes project before registry.k8s.io: frozen in April 2023, served by redirects since.
const FORMER: [&str; 8] = [
    "k8s.gcr.io/",
    "us.k8s.gcr.io/",
    "eu.k8s.gcr.io/",
    "asia.k8s.gcr.io/",
    "gcr.io/google_containers/",
    "gcr.io/google-containers/",
    "us.gcr.io/k8s-artifacts-prod/",
    "eu.gcr.io/k8s-artifacts-prod/",
];

/// A former registry of the Kubernetes project and the rest of the image behind it.
pub(crate) fn former_registry(image: &str) -> Option<(&'static str, &str)> {
    let image = image.trim();
    let found =
        FORMER.iter().find_map(|former| Some((former.trim_end_matches('/'), image.strip_prefix(former)?)));
    // gcr.io/google_containers holds variants of one image for each architecture, which the present registry has as one.
    found.filter(|(_, rest)| !rest.is_empty())
}
