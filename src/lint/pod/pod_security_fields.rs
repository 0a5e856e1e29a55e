//! What the Pod Security Standards refuse, for the rules that look at one matter each.

use k8s_openapi::api::core::v1::PodSpec;

use super::node_scope::asks_for_windows;
use super::pod_security::{Check, violations};
use crate::lint::engine::context::DaemonSetContext;
use crate::yaml::FieldPath;

/// The fields that some checks refuse, with what is wrong.
pub(crate) fn violated_fields(cx: &DaemonSetContext<'_>, checks: &[Check]) -> Vec<(FieldPath, String)> {
    let violations = violations(&cx.spec.template).into_iter();
    let wanted = violations.filter(|violation| checks.contains(&violation.check));
    wanted.map(|violation| (violation.path, violation.what)).collect()
}

/// Whether the pods run on Windows, which the standards only know from `os`: what Linux enforces means nothing there.
pub(crate) fn is_for_windows(pod: &PodSpec) -> bool {
    let context = pod.security_context.as_ref();
    asks_for_windows(pod) || context.is_some_and(|context| context.windows_options.is_some())
}

/// The same without privileged containers: to those nothing else matters.
pub(crate) fn violated_fields_of_unprivileged(
    cx: &DaemonSetContext<'_>,
    checks: &[Check],
) -> Vec<(FieldPath, String)> {
    let privileged: Vec<FieldPath> = cx
        .containers()
        .into_iter()
        .filter(|(_, container)| {
            container.security_context.as_ref().and_then(|context| context.privileged) == Some(true)
        })
        .map(|(path, _)| path)
        .collect();
    let mut found = violated_fields(cx, checks);
    found.retain(|(path, _)| !privileged.iter().any(|known| path.segments().starts_with(known.segments())));
    found
}
