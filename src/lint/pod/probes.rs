//! Containers that keep running, for rules about their probes.

use k8s_openapi::api::core::v1::Container;

use super::idle::is_idle;
use super::init_containers::is_init;
use crate::lint::engine::context::Context;
use crate::yaml::FieldPath;

/// The containers that run as long as the pod does and do something: sidecars as well, but neither init containers
/// nor those that only sleep.
pub(crate) fn lasting_containers<'a>(cx: &Context<'a>) -> Vec<(FieldPath, &'a Container)> {
    let mut all = cx.containers();
    all.retain(|(path, container)| !is_init(path, container) && !is_idle(container));
    all
}
