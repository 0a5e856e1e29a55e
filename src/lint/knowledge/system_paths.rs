//! Which folders of operating systems that are made for containers can be written, and where distributions of Kubernetes
//! keep their files.

use crate::inventory::{Distribution, Os};

/// What an operating system lets be written.
struct Layout {
    os: Os,
    /// The folders that can be written, if everything else cannot.
    writable: &'static [&'static str],
    /// The folders that cannot, if everything else can.
    read_only: &'static [&'static str],
    /// Where files of agents belong.
    instead: &'static str,
}

/// Folders that the kernel or systemd bring, on every system.
const VOLATILE: [&str; 5] = ["/dev", "/proc", "/run", "/sys", "/tmp"];

const LAYOUTS: [Layout; 6] = [
    // "Architecture", The File System, of talos.dev: the root is a squashfs. `Overlays` in siderolabs/talos
    // `pkg/machinery/constants/constants.go`, 1.9: what is writable beside /var.
    Layout {
        os: Os::Talos,
        writable: &["/var", "/system", "/etc/cni", "/etc/kubernetes", "/usr/libexec/kubernetes", "/opt"],
        read_only: &[],
        instead: "below /var, or a folder that machine.kubelet.extraMounts brings",
    },
    // "Restricted Filesystem" of bottlerocket.dev: the root is verified by dm-verity, /etc is a tmpfs, /local has /var, /opt
    // and /mnt.
    Layout {
        os: Os::Bottlerocket,
        writable: &["/var", "/opt", "/mnt", "/local", "/etc", "/.bottlerocket"],
        read_only: &[],
        instead: "below /var, /opt or /local",
    },
    // "Disks and file system overview" of cloud.google.com/container-optimized-os.
    Layout {
        os: Os::ContainerOptimized,
        writable: &["/var", "/home", "/mnt", "/etc"],
        read_only: &[],
        instead: "below /var or /home/kubernetes",
    },
    // "Disk layout" of flatcar.org: /usr is verified by dm-verity; /bin, /sbin and /lib are links into it.
    Layout {
        os: Os::Flatcar,
        writable: &[],
        read_only: &["/usr", "/bin", "/sbin", "/lib", "/lib64"],
        instead: "below /opt or /var",
    },
    // "Adapting existing mainstream distributions" of ostreedev.github.io/ostree: /usr and the root cannot be written; /opt,
    // /home, /mnt, /root, /srv and /usr/local are links into /var.
    Layout { os: Os::RedHatCoreOs, writable: OSTREE, read_only: &[], instead: "below /var or /etc" },
    Layout { os: Os::FedoraCoreOs, writable: OSTREE, read_only: &[], instead: "below /var or /etc" },
];

const OSTREE: &[&str] =
    &["/var", "/etc", "/opt", "/home", "/root", "/mnt", "/media", "/srv", "/usr/local", "/sysroot", "/boot"];

/// Folders and files that agents mount to read them, whatever the mount allows.
const READ: [&str; 23] = [
    "/boot",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/pki",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/shadow",
    "/etc/ssl",
    "/lib/modules",
    "/lib/systemd",
    "/usr/lib/modules",
    "/usr/lib/systemd",
    "/usr/lib/os-release",
    "/usr/share",
    "/usr/src",
    "/usr/bin",
];

/// Folders that are there on every system, and that agents mount as a whole to look into them.
const WHOLE: [&str; 9] = ["", "/", "/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr", "/usr/lib"];

/// Whether a path is a folder or lies in it.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether an operating system lets nobody write to a path to which agents write.
pub(crate) fn is_read_only(os: Os, path: &str) -> bool {
    let within = |folders: &[&str]| folders.iter().any(|folder| is_within(path, folder));
    let Some(layout) = LAYOUTS.iter().find(|layout| layout.os == os) else { return false };
    if WHOLE.contains(&path) || within(&READ) || within(&VOLATILE) {
        return false;
    }
    if layout.read_only.is_empty() { !within(layout.writable) } else { within(layout.read_only) }
}

/// Where the files of agents belong on an operating system.
pub(crate) fn instead(os: Os) -> &'static str {
    LAYOUTS.iter().find(|layout| layout.os == os).map_or("below /var", |layout| layout.instead)
}

/// Folders that only one distribution has: `SNAP_COMMON` and `SNAP_DATA` of `MicroK8s`; `--data-dir` of k0s, k3s and RKE2.
const OWN: [(&str, Distribution); 4] = [
    ("/var/snap/microk8s", Distribution::MicroK8s),
    ("/var/lib/k0s", Distribution::K0s),
    ("/var/lib/rancher/k3s", Distribution::K3s),
    ("/var/lib/rancher/rke2", Distribution::Rke2),
];

/// The folder of the kubelet, but for the sockets of device plugins, which it keeps there whatever its `--root-dir`
/// (`DevicePluginPath` in `staging/src/k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1/constants.go`, 1.34).
pub(crate) const KUBELET: &str = "/var/lib/kubelet";
pub(crate) const DEVICE_PLUGINS: &str = "/var/lib/kubelet/device-plugins";

/// The folder of the kubelet under k0s: `--root-dir` is below its data directory (`pkg/component/worker/kubelet.go` of k0sproject/k0s).
const K0S_KUBELET: &str = "/var/lib/k0s/kubelet";

/// Whose folder a path lies in, if that is not the distribution of a node.
pub(crate) fn foreign(path: &str, distribution: Distribution) -> Option<Distribution> {
    let owner = OWN.iter().find(|(folder, _)| is_within(path, folder)).map(|(_, owner)| *owner);
    owner.filter(|owner| *owner != distribution)
}

/// The path of the kubelet's file under a distribution that keeps its kubelet elsewhere.
pub(crate) fn moved(path: &str, distribution: Distribution) -> Option<String> {
    let rest = path.strip_prefix(KUBELET).filter(|_| is_within(path, KUBELET))?;
    (distribution == Distribution::K0s && !is_within(path, DEVICE_PLUGINS))
        .then(|| format!("{K0S_KUBELET}{rest}"))
}

/// Whether a path is the folder of the kubelet under some distribution.
pub(crate) fn is_of_kubelet(path: &str) -> bool {
    is_within(path, KUBELET) || OWN.iter().any(|(folder, _)| is_within(path, folder))
}
