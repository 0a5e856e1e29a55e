//! Containers that only keep their pod alive, once init containers have done the work.

use k8s_openapi::api::core::v1::Container;

/// Whether a container does nothing: the image `pause`, or `sleep infinity` with at most a shell around it.
pub(crate) fn is_idle(container: &Container) -> bool {
    let image = container.image.as_deref().unwrap_or_default();
    let last = image.rsplit('/').next().unwrap_or_default();
    if last.split([':', '@']).next() == Some("pause") {
        return true;
    }
    let words = container.command.iter().flatten().chain(container.args.iter().flatten());
    let words: Vec<&str> = words.flat_map(|text| text.split_whitespace()).collect();
    // At most `/bin/sh -c` in front of it.
    words.len() <= 4 && words.ends_with(&["sleep", "infinity"])
}
