//! The checks that the level `restricted` adds.

use k8s_openapi::api::core::v1::{Capabilities, PodSecurityContext, Volume};

use super::{Check, Level, Pod, Violation, in_context, spec_path};
use crate::yaml::FieldPath;

pub(super) fn check(pod: &Pod<'_>, out: &mut Vec<Violation>) {
    let mut add = |check, path: FieldPath, what: &str| {
        out.push(Violation { level: Level::Restricted, check, path, what: what.to_owned() });
    };
    for (index, volume) in pod.spec.volumes.iter().flatten().enumerate() {
        if !is_allowed(volume) {
            let path = spec_path().key("volumes").index(index);
            add(Check::VolumeTypes, path, &format!("volume {}", volume.name));
        }
    }
    run_as_non_root(pod, &mut add);
    run_as_user(pod, &mut add);
    if pod.is_windows() {
        return;
    }
    seccomp(pod, &mut add);
    for (path, context) in pod.contexts() {
        if context.and_then(|context| context.allow_privilege_escalation) != Some(false) {
            let path = in_context(path, "allowPrivilegeEscalation");
            add(Check::PrivilegeEscalation, path, "allowPrivilegeEscalation is not false");
        }
        capabilities(path, context.and_then(|context| context.capabilities.as_ref()), &mut add);
    }
}

/// `check_restrictedVolumes.go`. Paths of the node are refused by `baseline` already.
fn is_allowed(volume: &Volume) -> bool {
    volume.host_path.is_some()
        || volume.config_map.is_some()
        || volume.csi.is_some()
        || volume.downward_api.is_some()
        || volume.empty_dir.is_some()
        || volume.ephemeral.is_some()
        || volume.image.is_some()
        || volume.persistent_volume_claim.is_some()
        || volume.projected.is_some()
        || volume.secret.is_some()
        || is_without_source(volume)
}

/// A volume without any source is an emptyDir, by the API's defaults.
fn is_without_source(volume: &Volume) -> bool {
    *volume == Volume { name: volume.name.clone(), ..Volume::default() }
}

/// `check_capabilities_restricted.go`. What `baseline` refuses is not said again.
fn capabilities(
    path: &FieldPath,
    capabilities: Option<&Capabilities>,
    add: &mut impl FnMut(Check, FieldPath, &str),
) {
    const BASELINE: [&str; 12] = [
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    ];
    let path = in_context(path, "capabilities");
    let dropped = capabilities.and_then(|capabilities| capabilities.drop.as_ref());
    if !dropped.into_iter().flatten().any(|name| name == "ALL") {
        add(Check::Capabilities, path.clone().key("drop"), "does not drop ALL");
    }
    let added = capabilities.and_then(|capabilities| capabilities.add.as_ref()).into_iter().flatten();
    for (index, name) in added.enumerate().filter(|(_, name)| BASELINE.contains(&name.as_str())) {
        add(Check::Capabilities, path.clone().key("add").index(index), &format!("adds {name}"));
    }
}

/// `check_runAsNonRoot.go`: true for the pod and not taken back, or true for each container.
fn run_as_non_root(pod: &Pod<'_>, add: &mut impl FnMut(Check, FieldPath, &str)) {
    let of_pod = pod_context(pod).and_then(|context| context.run_as_non_root);
    for (path, context) in pod.contexts() {
        let own = context.and_then(|context| context.run_as_non_root);
        if own.or(of_pod) != Some(true) {
            add(Check::RunAsNonRoot, in_context(path, "runAsNonRoot"), "runAsNonRoot is not true");
        }
    }
}

/// `check_runAsUser.go`.
fn run_as_user(pod: &Pod<'_>, add: &mut impl FnMut(Check, FieldPath, &str)) {
    if pod_context(pod).and_then(|context| context.run_as_user) == Some(0) {
        add(Check::RunAsUser, spec_path().key("securityContext").key("runAsUser"), "runAsUser is 0");
    }
    for (path, context) in pod.contexts() {
        if context.and_then(|context| context.run_as_user) == Some(0) {
            add(Check::RunAsUser, in_context(path, "runAsUser"), "runAsUser is 0");
        }
    }
}

/// `check_seccompProfile_restricted.go`: a profile for the pod, or one for each container.
fn seccomp(pod: &Pod<'_>, add: &mut impl FnMut(Check, FieldPath, &str)) {
    let of_pod = pod_context(pod).and_then(|context| context.seccomp_profile.as_ref());
    for (path, context) in pod.contexts() {
        let own = context.and_then(|context| context.seccomp_profile.as_ref());
        let kind = own.or(of_pod).map(|profile| profile.type_.as_str());
        if kind.is_none() {
            add(Check::Seccomp, in_context(path, "seccompProfile"), "no seccomp profile");
        }
    }
}

fn pod_context<'a>(pod: &Pod<'a>) -> Option<&'a PodSecurityContext> {
    pod.spec.security_context.as_ref()
}
