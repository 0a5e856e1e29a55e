//! Files and sockets of nodes that agents mount by themselves, without the folder around them.

/// Files that nodes have in one place, though not all of them. The clock (/etc/localtime) and what every Linux has
/// (/etc/passwd) are left out.
const FILES: [&str; 13] = [
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/etc/os-release",
    "/usr/lib/os-release",
    "/etc/lsb-release",
    "/etc/redhat-release",
    "/etc/system-release",
    "/etc/debian_version",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/var/log/syslog",
    "/var/log/messages",
];

/// Ends of names that folders do not have.
const ENDINGS: [&str; 12] = [
    ".sock",
    ".lock",
    ".conf",
    ".conflist",
    ".toml",
    ".pem",
    ".crt",
    ".key",
    ".json",
    ".yaml",
    ".yml",
    ".kubeconfig",
];

/// Whether a path of a Linux node is a file or a socket, as far as its name tells.
pub(crate) fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with('/')
        && (FILES.contains(&path) || ENDINGS.iter().any(|end| name.ends_with(end) && name != *end))
}

/// The lock of iptables, which every program that writes rules must share.
pub(crate) fn is_xtables_lock(path: &str) -> bool {
    matches!(path, "/run/xtables.lock" | "/var/run/xtables.lock")
}

/// Whether a path is a socket.
pub(crate) fn is_socket(path: &str) -> bool {
    path.strip_suffix(".sock").is_some()
}
