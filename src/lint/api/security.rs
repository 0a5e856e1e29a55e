//! Security contexts and the namespaces of the host.

use k8s_openapi::api::core::v1::{PodSecurityContext, PodSpec, SecurityContext};

use super::{Sink, profiles};
use crate::lint::engine::context::DaemonSetContext;
use crate::yaml::FieldPath;

/// The highest id of users and groups.
const HIGHEST_ID: i64 = i32::MAX as i64;

/// `ValidatePodSecurityContext`, `validateHostUsers` and `ValidateSecurityContext` in
/// `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    host_namespaces(cx, &spec, sink);
    if let Some(context) = &cx.pod.security_context {
        of_pod(cx.pod, context, &spec.key("securityContext"), sink);
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
            // The server writes two of them in capitals.
            let named = field.replace("hostPID", "HostPID").replace("hostIPC", "HostIPC");
            sink.invalid(spec.clone().key(field), "not with hostUsers: false")
                .named(spec.clone().key(named))
                .other(spec.clone().key("hostUsers"), "the pod has users of its own")
                .help("drop one of them");
        }
    }
    for (path, container) in cx.containers() {
        if cx.pod.host_users == Some(false)
            && container.volume_devices.as_ref().is_some_and(|list| !list.is_empty())
        {
            sink.invalid(path.key("volumeDevices"), "not with hostUsers: false")
                .other(spec.clone().key("hostUsers"), "the pod has users of its own")
                .help("drop one of them");
        }
    }
    if cx.pod.share_process_namespace == Some(true) && cx.pod.host_pid == Some(true) {
        sink.invalid(spec.clone().key("shareProcessNamespace"), "not with hostPID")
            .other(spec.clone().key("hostPID"), "all processes of the node are shared already")
            .help("remove shareProcessNamespace");
    }
}

fn of_pod(pod: &PodSpec, context: &PodSecurityContext, path: &FieldPath, sink: &mut Sink<'_>) {
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
    sink.word(path.clone().key("fsGroupChangePolicy"), change, &["OnRootMismatch", "Always"]);
    profiles::seccomp(context.seccomp_profile.as_ref(), &path.clone().key("seccompProfile"), sink);
    profiles::app_armor(context.app_armor_profile.as_ref(), &path.clone().key("appArmorProfile"), sink);
    let groups = context.supplemental_groups_policy.as_deref();
    sink.word(path.clone().key("supplementalGroupsPolicy"), groups, &["Merge", "Strict"]);
    let labels = context.se_linux_change_policy.as_deref();
    sink.word(path.clone().key("seLinuxChangePolicy"), labels, &["MountOption", "Recursive"]);
    profiles::sysctls(pod, context, &path.clone().key("sysctls"), sink);
}

fn of_container(cx: &DaemonSetContext<'_>, context: &SecurityContext, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.range(path.clone().key("runAsUser"), context.run_as_user, 0, HIGHEST_ID);
    sink.range(path.clone().key("runAsGroup"), context.run_as_group, 0, HIGHEST_ID);
    profiles::app_armor(context.app_armor_profile.as_ref(), &path.clone().key("appArmorProfile"), sink);
    profiles::seccomp(context.seccomp_profile.as_ref(), &path.clone().key("seccompProfile"), sink);
    let mount = path.clone().key("procMount");
    sink.word(mount.clone(), context.proc_mount.as_deref(), &["Default", "Unmasked"]);
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
