//! Containers that keep running, for rules about their probes.

use k8s_openapi::api::core::v1::Container;

use super::idle::is_idle;
use crate::lint::engine::context::Context;
use crate::yaml::FieldPath;

/// The containers that run as long as the pod does and do something: sidecars among them, init containers and those
/// that only sleep not.
pub(crate) fn lasting_containers<'a>(cx: &Context<'a>) -> Vec<(FieldPath, &'a Container)> {
    let mut all = cx.containers();
    all.retain(|(path, container)| {
        let is_init = path.parent().is_some_and(|list| list.last_key() == Some("initContainers"));
        let is_sidecar = container.restart_policy.as_deref() == Some("Always");
        (!is_init || is_sidecar) && !is_idle(container)
    });
    all
}
