//! The checks by name.

/// A check of the standards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    /// Windows host processes.
    HostProcess,
    /// The node's network, processes or IPC.
    HostNamespaces,
    /// Privileged containers.
    Privileged,
    /// Added capabilities, and those that are not dropped.
    Capabilities,
    /// Volumes of the node's files.
    HostPath,
    /// Ports of the node.
    HostPorts,
    /// `AppArmor` switched off.
    AppArmor,
    /// `SELinux` types, users and roles.
    SeLinux,
    /// An unmasked `/proc`.
    ProcMount,
    /// Seccomp switched off, or not on.
    Seccomp,
    /// Sysctls that reach beyond the pod.
    Sysctls,
    /// Kinds of volumes that `restricted` does not know.
    VolumeTypes,
    /// Ways to more privileges than the process started with.
    PrivilegeEscalation,
    /// Processes that may run as root.
    RunAsNonRoot,
    /// Processes that do run as root.
    RunAsUser,
}
