//! Profiles of seccomp and `AppArmor`, and sysctls.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{AppArmorProfile, PodSecurityContext, PodSpec, SeccompProfile};

use super::Sink;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `maxLocalhostProfileLength`.
const LONGEST_PROFILE: usize = 4095;

/// The words of `type`.
const KINDS: [&str; 3] = ["RuntimeDefault", "Localhost", "Unconfined"];

/// `validateSeccompProfileField` in `pkg/apis/core/validation/validation.go`, 1.37. The name of the file may be empty.
pub(super) fn seccomp(profile: Option<&SeccompProfile>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(profile) = profile else { return };
    kind(&profile.type_, path, sink);
    let file = profile.localhost_profile.as_deref();
    let at = path.clone().key("localhostProfile");
    if profile.type_ != "Localhost" {
        stray(file, at, sink);
        return;
    }
    let Some(file) = file else {
        sink.required(at);
        return;
    };
    if file.starts_with('/') {
        sink.invalid(at.clone(), "must be relative")
            .help("write the path within the profiles of the kubelet");
    }
    if file.split('/').any(|part| part == "..") {
        sink.invalid(at, "must not contain ..").help("write the path without a detour");
    }
}

/// `ValidateAppArmorProfileField`.
pub(super) fn app_armor(profile: Option<&AppArmorProfile>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(profile) = profile else { return };
    kind(&profile.type_, path, sink);
    let name = profile.localhost_profile.as_deref();
    let at = path.clone().key("localhostProfile");
    match (profile.type_.as_str(), name) {
        ("Localhost", None | Some("")) => {
            sink.required(at);
        }
        ("Localhost", Some(name)) => {
            if name.trim() != name {
                sink.invalid(at.clone(), "spaces around the name").help("remove them");
            }
            if name.len() > LONGEST_PROFILE {
                sink.invalid(at, format!("{} bytes; at most {LONGEST_PROFILE}", name.len()));
            }
        }
        ("RuntimeDefault" | "Unconfined", name) => stray(name, at, sink),
        _ => {}
    }
}

fn kind(kind: &str, path: &FieldPath, sink: &mut Sink<'_>) {
    let path = path.clone().key("type");
    if sink.text(path.clone(), kind) {
        sink.word(path, Some(kind), &KINDS);
    }
}

fn stray(file: Option<&str>, path: FieldPath, sink: &mut Sink<'_>) {
    if file.is_some() {
        sink.invalid(path, "only with type Localhost").help("remove it, or write `type: Localhost`");
    }
}

/// `validateSysctls`.
pub(super) fn sysctls(pod: &PodSpec, context: &PodSecurityContext, list: &FieldPath, sink: &mut Sink<'_>) {
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, sysctl) in context.sysctls.iter().flatten().enumerate() {
        let path = list.clone().index(index).key("name");
        if !sink.text(path.clone(), &sysctl.name) || has_placeholder(&sysctl.name) {
            continue;
        }
        of_host(pod, &sysctl.name, &path, sink);
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

/// `ValidateHostSysctl`: what belongs to a namespace that the pod shares with the node.
fn of_host(pod: &PodSpec, name: &str, path: &FieldPath, sink: &mut Sink<'_>) {
    const OF_IPC: [&str; 10] = [
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
        "kernel.shm",
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.msg",
    ];
    let name = with_dots(name);
    let name = name.split('*').next().unwrap_or_default();
    let is_of_network = name.starts_with("net.");
    let is_of_ipc = OF_IPC.contains(&name) || name.starts_with("fs.mqueue.");
    let shared = match () {
        () if is_of_network && pod.host_network == Some(true) => "hostNetwork",
        () if is_of_ipc && pod.host_ipc == Some(true) => "hostIPC",
        () => return,
    };
    sink.invalid(path.clone(), format!("not with {shared}"))
        .other(FieldPath::parse("spec.template.spec").key(shared), "it would be set on the node itself")
        .help("set it on the node, or in a pod of its own network");
}

/// `NormalizeName` in component-helpers `node/util/sysctl/sysctl.go`: slashes and dots change places where the first
/// separator is a slash.
fn with_dots(name: &str) -> String {
    if name.find(['.', '/']).and_then(|at| name.get(at..=at)) != Some("/") {
        return name.to_owned();
    }
    let swap = |char: char| match char {
        '/' => '.',
        '.' => '/',
        other => other,
    };
    name.chars().map(swap).collect()
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
