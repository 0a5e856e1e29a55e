//! Security contexts and the namespaces of the host.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodSecurityContext, SeccompProfile, SecurityContext};

use super::Sink;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::pod::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// The highest id of users and groups.
const HIGHEST_ID: i64 = i32::MAX as i64;

/// `ValidatePodSecurityContext`, `validateHostUsers` and `ValidateSecurityContext` in
/// `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    host_namespaces(cx, &spec, sink);
    if let Some(context) = &cx.pod.security_context {
        of_pod(context, &spec.key("securityContext"), sink);
    }
    for (path, container) in cx.containers() {
        if let Some(context) = &container.security_context {
            of_container(cx, context, &path.key("securityContext"), sink);
        }
    }
}

fn host_namespaces(cx: &DaemonSetContext<'_>, spec: &FieldPath, sink: &mut Sink<'_>) {
    let of_host =
        [("hostNetwork", cx.pod.host_network), ("hostPID", cx.pod.host_pid), ("hostIPC", cx.pod.host_ipc)];
    for (field, _) in of_host.into_iter().filter(|(_, flag)| *flag == Some(true)) {
        if cx.pod.host_users == Some(false) {
            sink.invalid(spec.clone().key(field), "not with hostUsers: false")
                .other(spec.clone().key("hostUsers"), "the pod has users of its own")
                .help("drop one of them");
        }
    }
    if cx.pod.share_process_namespace == Some(true) && cx.pod.host_pid == Some(true) {
        let at = spec.clone().key("shareProcessNamespace");
        sink.invalid(spec.clone().key("securityContext").key("shareProcessNamespace"), "not with hostPID")
            .at(at)
            .other(spec.clone().key("hostPID"), "all processes of the node are shared already")
            .help("remove shareProcessNamespace");
    }
}

fn of_pod(context: &PodSecurityContext, path: &FieldPath, sink: &mut Sink<'_>) {
    let ids = [
        ("runAsUser", context.run_as_user),
        ("runAsGroup", context.run_as_group),
        ("fsGroup", context.fs_group),
    ];
    for (field, id) in ids {
        sink.range(path.clone().key(field), id, 0, HIGHEST_ID);
    }
    for (index, id) in context.supplemental_groups.iter().flatten().enumerate() {
        sink.range(path.clone().key("supplementalGroups").index(index), Some(*id), 0, HIGHEST_ID);
    }
    let change = context.fs_group_change_policy.as_deref();
    sink.one_of(path.clone().key("fsGroupChangePolicy"), change, &["OnRootMismatch", "Always"]);
    seccomp(context.seccomp_profile.as_ref(), &path.clone().key("seccompProfile"), sink);
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, sysctl) in context.sysctls.iter().flatten().enumerate() {
        let path = path.clone().key("sysctls").index(index).key("name");
        if !sink.text(path.clone(), &sysctl.name) || has_placeholder(&sysctl.name) {
            continue;
        }
        if !is_sysctl(&sysctl.name) {
            sink.invalid(path, format!("{:?} is no sysctl", sysctl.name))
                .help("write it as in net.core.somaxconn");
        } else if let Some(first) = known.get(sysctl.name.as_str()) {
            sink.invalid(path, format!("a second {}", sysctl.name)).other(first.clone(), "the first one");
        } else {
            known.insert(&sysctl.name, path);
        }
    }
}

/// `IsValidSysctlName`: segments of lower case letters, digits, `-` and `_`, joined by dots or slashes.
fn is_sysctl(name: &str) -> bool {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let segment = |text: &str| {
        let ends = text.bytes().next().is_some_and(small) && text.bytes().last().is_some_and(small);
        ends && text.bytes().all(|byte| small(byte) || b"-_".contains(&byte))
    };
    name.len() <= 253 && name.split(['.', '/']).all(segment)
}

fn of_container(cx: &DaemonSetContext<'_>, context: &SecurityContext, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.range(path.clone().key("runAsUser"), context.run_as_user, 0, HIGHEST_ID);
    sink.range(path.clone().key("runAsGroup"), context.run_as_group, 0, HIGHEST_ID);
    seccomp(context.seccomp_profile.as_ref(), &path.clone().key("seccompProfile"), sink);
    let mount = path.clone().key("procMount");
    sink.one_of(mount.clone(), context.proc_mount.as_deref(), &["Default", "Unmasked"]);
    if context.proc_mount.as_deref() == Some("Unmasked") && cx.pod.host_users != Some(false) {
        sink.invalid(mount, "Unmasked needs hostUsers: false").help("set `hostUsers: false` in the pod spec");
    }
    let added = context.capabilities.as_ref().and_then(|capabilities| capabilities.add.as_deref());
    // Only this spelling is looked at; `SYS_ADMIN` passes.
    let index = added.unwrap_or_default().iter().position(|name| name == "CAP_SYS_ADMIN");
    if let (Some(index), Some(false)) = (index, context.allow_privilege_escalation) {
        sink.invalid(path.clone(), "CAP_SYS_ADMIN beside allowPrivilegeEscalation: false")
            .at(path.clone().key("allowPrivilegeEscalation"))
            .other(
                path.clone().key("capabilities").key("add").index(index),
                "gives all that escalation would",
            )
            .help("drop one of them");
    }
}

/// `validateSeccompProfileField`.
fn seccomp(profile: Option<&SeccompProfile>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(profile) = profile else { return };
    let kind = profile.type_.as_str();
    if !sink.text(path.clone().key("type"), kind) {
        return;
    }
    sink.one_of(path.clone().key("type"), Some(kind), &["RuntimeDefault", "Localhost", "Unconfined"]);
    let file = profile.localhost_profile.as_deref().unwrap_or_default();
    let path = path.clone().key("localhostProfile");
    if kind == "Localhost" && file.is_empty() {
        sink.required(path);
    } else if kind != "Localhost" && !file.is_empty() {
        sink.invalid(path, "only with type Localhost").help("remove it, or write `type: Localhost`");
    }
}
