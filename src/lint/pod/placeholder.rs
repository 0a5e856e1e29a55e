//! Texts and objects that some other program completes before the API sees them.

use k8s_openapi::api::core::v1::PodSpec;

use crate::lint::engine::schema_problems::is_placeholder;

/// Whether a part of a text is filled in later: `$VERSION`, `{{ .Tag }}`, `<name>`, `__NAME__`.
pub(crate) fn has_placeholder(text: &str) -> bool {
    text.contains(['$', '{', '<', '@', '%']) || text.contains("__") || is_placeholder(text)
}

/// Whether an operator completes the pod at run time: an image is a sentence (`FILLED BY THE OPERATOR`) or a placeholder.
///
/// Such a pod also gets its volumes and more of its fields later.
pub(crate) fn is_operator_asset(pod: &PodSpec) -> bool {
    let mut containers = pod.containers.iter().chain(pod.init_containers.iter().flatten());
    containers.any(|container| {
        let image = container.image.as_deref().unwrap_or_default().trim();
        image.contains(' ') || is_placeholder(image)
    })
}
