//! The checks of the level `baseline`.

use k8s_openapi::api::core::v1::{AppArmorProfile, SELinuxOptions, SeccompProfile};

use super::{Check, Level, Pod, Violation, in_context, spec_path};
use crate::yaml::FieldPath;

/// `check_capabilities_baseline.go`.
const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// `check_sysctls.go`, as of 1.37.
const SYSCTLS: [&str; 14] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_notsent_lowat",
];

/// `check_seLinuxOptions.go`, as of 1.31.
const SELINUX_TYPES: [&str; 5] =
    ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/// Where versions before 1.30 asked for `AppArmor`.
const APP_ARMOR_ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(super) fn check(pod: &Pod<'_>, out: &mut Vec<Violation>) {
    let mut add = |check, path: FieldPath, what: String| {
        out.push(Violation { level: Level::Baseline, check, path, what });
    };
    host(pod, &mut add);
    for (path, context) in pod.contexts() {
        let Some(context) = context else { continue };
        if context.privileged == Some(true) {
            add(Check::Privileged, in_context(path, "privileged"), "privileged".to_owned());
        }
        let added = context.capabilities.iter().flat_map(|capabilities| capabilities.add.iter().flatten());
        for (index, name) in added.enumerate().filter(|(_, name)| !CAPABILITIES.contains(&name.as_str())) {
            let path = in_context(path, "capabilities").key("add").index(index);
            add(Check::Capabilities, path, format!("adds {name}"));
        }
        if let Some(kind) = context.proc_mount.as_deref().filter(|kind| *kind != "Default") {
            add(Check::ProcMount, in_context(path, "procMount"), format!("procMount {kind}"));
        }
    }
    modules(pod, &mut add);
    sysctls(pod, &mut add);
}

/// What the pod has of its node.
fn host(pod: &Pod<'_>, add: &mut impl FnMut(Check, FieldPath, String)) {
    let is_host_process = |options: Option<&k8s_openapi::api::core::v1::WindowsSecurityContextOptions>| {
        options.is_some_and(|options| options.host_process == Some(true))
    };
    let field = |base: FieldPath| base.key("windowsOptions").key("hostProcess");
    let context = pod.spec.security_context.as_ref();
    if is_host_process(context.and_then(|context| context.windows_options.as_ref())) {
        add(Check::HostProcess, field(spec_path().key("securityContext")), "hostProcess".to_owned());
    }
    for (path, context) in pod.contexts() {
        if is_host_process(context.and_then(|context| context.windows_options.as_ref())) {
            add(Check::HostProcess, field(path.clone().key("securityContext")), "hostProcess".to_owned());
        }
    }
    let namespaces = [
        ("hostNetwork", pod.spec.host_network),
        ("hostPID", pod.spec.host_pid),
        ("hostIPC", pod.spec.host_ipc),
    ];
    for (name, _) in namespaces.into_iter().filter(|(_, flag)| *flag == Some(true)) {
        add(Check::HostNamespaces, spec_path().key(name), name.to_owned());
    }
    for (index, volume) in pod.spec.volumes.iter().flatten().enumerate() {
        if let Some(host_path) = &volume.host_path {
            let path = spec_path().key("volumes").index(index).key("hostPath").key("path");
            add(Check::HostPath, path, format!("hostPath {}", host_path.path));
        }
    }
    for (path, container) in &pod.containers {
        for (index, port) in container.ports.iter().flatten().enumerate() {
            if let Some(number) = port.host_port.filter(|number| *number != 0) {
                let path = path.clone().key("ports").index(index).key("hostPort");
                add(Check::HostPorts, path, format!("hostPort {number}"));
            }
        }
    }
}

/// `AppArmor`, `SELinux` and seccomp: of the pod, then of each container.
fn modules(pod: &Pod<'_>, add: &mut impl FnMut(Check, FieldPath, String)) {
    if let Some(context) = &pod.spec.security_context {
        let base = spec_path().key("securityContext");
        app_armor(&base, context.app_armor_profile.as_ref(), add);
        se_linux(&base, context.se_linux_options.as_ref(), add);
        seccomp(&base, context.seccomp_profile.as_ref(), add);
    }
    for (path, context) in pod.contexts() {
        let Some(context) = context else { continue };
        let base = path.clone().key("securityContext");
        app_armor(&base, context.app_armor_profile.as_ref(), add);
        se_linux(&base, context.se_linux_options.as_ref(), add);
        seccomp(&base, context.seccomp_profile.as_ref(), add);
    }
    let annotations = pod.template.metadata.iter().flat_map(|metadata| metadata.annotations.iter().flatten());
    for (key, value) in annotations.filter(|(key, _)| key.starts_with(APP_ARMOR_ANNOTATION)) {
        if !value.is_empty() && value != "runtime/default" && !value.starts_with("localhost/") {
            let path = FieldPath::parse("spec.template.metadata.annotations").entry(key);
            add(Check::AppArmor, path, format!("AppArmor {value}"));
        }
    }
}

fn app_armor(
    base: &FieldPath,
    profile: Option<&AppArmorProfile>,
    add: &mut impl FnMut(Check, FieldPath, String),
) {
    let Some(kind) = profile.map(|profile| profile.type_.as_str()) else { return };
    if !matches!(kind, "RuntimeDefault" | "Localhost") {
        let path = base.clone().key("appArmorProfile").key("type");
        add(Check::AppArmor, path, format!("AppArmor {kind}"));
    }
}

fn se_linux(
    base: &FieldPath,
    options: Option<&SELinuxOptions>,
    add: &mut impl FnMut(Check, FieldPath, String),
) {
    let Some(options) = options else { return };
    let base = base.clone().key("seLinuxOptions");
    if let Some(kind) = options.type_.as_deref().filter(|kind| !SELINUX_TYPES.contains(kind)) {
        add(Check::SeLinux, base.clone().key("type"), format!("SELinux type {kind}"));
    }
    for (name, value) in [("user", &options.user), ("role", &options.role)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            add(Check::SeLinux, base.clone().key(name), format!("SELinux {name} {value}"));
        }
    }
}

fn seccomp(
    base: &FieldPath,
    profile: Option<&SeccompProfile>,
    add: &mut impl FnMut(Check, FieldPath, String),
) {
    if profile.is_some_and(|profile| profile.type_ == "Unconfined") {
        let path = base.clone().key("seccompProfile").key("type");
        add(Check::Seccomp, path, "seccomp Unconfined".to_owned());
    }
}

fn sysctls(pod: &Pod<'_>, add: &mut impl FnMut(Check, FieldPath, String)) {
    let context = pod.spec.security_context.as_ref();
    let sysctls = context.and_then(|context| context.sysctls.as_ref()).into_iter().flatten().enumerate();
    for (index, sysctl) in sysctls.filter(|(_, sysctl)| !SYSCTLS.contains(&sysctl.name.as_str())) {
        let path = spec_path().key("securityContext").key("sysctls").index(index).key("name");
        add(Check::Sysctls, path, format!("sysctl {}", sysctl.name));
    }
}
