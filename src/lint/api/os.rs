//! Fields that an operating system does not have.

use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

use super::Sink;
use crate::lint::engine::context::DaemonSetContext;
use crate::yaml::FieldPath;

/// `validateOS`, `validateWindows` and `validateLinux` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let Some(os) = &cx.pod.os else { return };
    let name = spec.clone().key("os").key("name");
    if sink.text(name.clone(), &os.name) {
        sink.named_word(&spec.clone().key("os"), name, Some(&os.name), &["linux", "windows"]);
    }
    let fields = match os.name.as_str() {
        "windows" => linux_fields(cx, &spec),
        "linux" => windows_fields(cx, &spec),
        _ => return,
    };
    let other = spec.key("os").key("name");
    for field in fields {
        sink.invalid(field, format!("not for os {}", os.name))
            .other(other.clone(), "the pod is for this one")
            .help("remove it, or correct the os");
    }
}

/// What is there, by the path below which it is.
fn present(path: &FieldPath, fields: &[(&'static str, bool)]) -> Vec<FieldPath> {
    let present = fields.iter().filter(|(_, is_present)| *is_present);
    present.map(|(field, _)| path.clone().key(*field)).collect()
}

fn linux_fields(cx: &DaemonSetContext<'_>, spec: &FieldPath) -> Vec<FieldPath> {
    let pod = cx.pod;
    let mut found = present(
        spec,
        &[
            ("hostPID", pod.host_pid == Some(true)),
            ("hostIPC", pod.host_ipc == Some(true)),
            ("hostUsers", pod.host_users.is_some()),
            ("shareProcessNamespace", pod.share_process_namespace.is_some()),
            ("resources", pod.resources.is_some()),
        ],
    );
    if let Some(context) = &pod.security_context {
        found.extend(linux_fields_of_pod(context, &spec.clone().key("securityContext")));
    }
    for (path, container) in cx.containers() {
        if let Some(context) = &container.security_context {
            found.extend(linux_fields_of_container(context, &path.key("securityContext")));
        }
    }
    found
}

fn linux_fields_of_pod(context: &PodSecurityContext, path: &FieldPath) -> Vec<FieldPath> {
    present(
        path,
        &[
            ("seLinuxOptions", context.se_linux_options.is_some()),
            ("seccompProfile", context.seccomp_profile.is_some()),
            ("appArmorProfile", context.app_armor_profile.is_some()),
            ("fsGroup", context.fs_group.is_some()),
            ("fsGroupChangePolicy", context.fs_group_change_policy.is_some()),
            ("sysctls", context.sysctls.as_ref().is_some_and(|list| !list.is_empty())),
            ("runAsUser", context.run_as_user.is_some()),
            ("runAsGroup", context.run_as_group.is_some()),
            ("supplementalGroups", context.supplemental_groups.is_some()),
            ("supplementalGroupsPolicy", context.supplemental_groups_policy.is_some()),
            ("seLinuxChangePolicy", context.se_linux_change_policy.is_some()),
        ],
    )
}

fn linux_fields_of_container(context: &SecurityContext, path: &FieldPath) -> Vec<FieldPath> {
    present(
        path,
        &[
            ("capabilities", context.capabilities.is_some()),
            ("readOnlyRootFilesystem", context.read_only_root_filesystem.is_some()),
            ("privileged", context.privileged.is_some()),
            ("allowPrivilegeEscalation", context.allow_privilege_escalation.is_some()),
            ("seLinuxOptions", context.se_linux_options.is_some()),
            ("seccompProfile", context.seccomp_profile.is_some()),
            ("appArmorProfile", context.app_armor_profile.is_some()),
            ("procMount", context.proc_mount.is_some()),
            ("runAsUser", context.run_as_user.is_some()),
            ("runAsGroup", context.run_as_group.is_some()),
        ],
    )
}

fn windows_fields(cx: &DaemonSetContext<'_>, spec: &FieldPath) -> Vec<FieldPath> {
    let of_pod = cx.pod.security_context.as_ref().is_some_and(|context| context.windows_options.is_some());
    let mut found = present(&spec.clone().key("securityContext"), &[("windowsOptions", of_pod)]);
    for (path, container) in cx.containers() {
        let written =
            container.security_context.as_ref().is_some_and(|context| context.windows_options.is_some());
        found.extend(present(&path.key("securityContext"), &[("windowsOptions", written)]));
    }
    found
}
