//! host-file-without-type: a file of the node that becomes an empty folder where it is missing.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::knowledge::docker::docker_use;
use crate::lint::knowledge::host_files::{is_file, is_socket, is_xtables_lock};
use crate::lint::pod::mounts::{HostVolume, has_host_path, host_volumes};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "host-file-without-type",
    summary: "a file of the node is mounted without a type, and becomes a folder where it is missing",
    category: Category::Manifest,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::on_field("docker-runtime-path")],
    page: Page {
        what: "\
A hostPath volume without `type` that a container mounts is a file or a socket by its name: /etc/machine-id, /etc/os-release,
/etc/resolv.conf, /run/xtables.lock, the socket of a container runtime, anything in .sock, .lock, .conf, .toml, .pem and the
like. /run/xtables.lock is a warning, the others are a note. Devices (/dev/…), sockets of Docker, named pipes of Windows and folders are not
reported. One finding a DaemonSet and severity, with a label at each volume.",
        why: "\
Without a type nobody looks what is there. Where the path is missing, the container runtime creates an empty folder of that
name and mounts it; it stays on the node after the pod. The agent reads a folder in place of a file (`is a directory`), and worse,
so does whatever the file belongs to: iptables cannot take its lock on that node any more, dockerd and containerd cannot create
their socket, systemd takes no machine id. It happens on the first node of another image, or when the agent starts before the
program that would have written the file: once in a hundred boots.",
        remedy: "\
Write `type: File` or `type: Socket`: the pod then waits until the path is there. /run/xtables.lock is created by whoever comes
first: `type: FileOrCreate`, as kube-proxy has it. An agent that can do without the file mounts the folder around it, or leaves it out.",
        bad: "
containers:
  - name: proxy
    image: registry.example/proxy:1.4.0
    volumeMounts:
      - {name: lock, mountPath: /run/xtables.lock}
volumes:
  - name: lock
    hostPath: {path: /run/xtables.lock}
",
        good: "
containers:
  - name: proxy
    image: registry.example/proxy:1.4.0
    volumeMounts:
      - {name: lock, mountPath: /run/xtables.lock}
volumes:
  - name: lock
    hostPath: {path: /run/xtables.lock, type: FileOrCreate}
",
        links: &[
            "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types",
            "https://github.com/kubernetes/kubernetes/blob/master/cluster/addons/kube-proxy/kube-proxy-ds.yaml",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !has_host_path(cx.pod, is_file) {
        return;
    }
    let concerned = host_volumes(cx).into_iter().filter(may_become_folder);
    let (locks, others): (Vec<_>, Vec<_>) = concerned.partition(|volume| is_xtables_lock(volume.host));
    lock(cx, &locks, out);
    let Some(first) = others.first() else { return };
    let message = match others.len() {
        1 => format!("{} becomes a folder on nodes without it", first.host),
        count => format!("{count} files become folders on nodes without them"),
    };
    let sockets = others.iter().filter(|volume| is_socket(volume.host)).count();
    let kind = match others.len() - sockets {
        0 => "`type: Socket`",
        files if files == others.len() => "`type: File`",
        _ => "`type: File`, of a socket `type: Socket`",
    };
    if let Some(finding) = report_with_labels(cx, out, &places(&others), message) {
        finding.help(format!("write {kind}: the pod then waits for it; or mount the folder around it"));
    }
}

/// The lock of iptables: a folder in its place stops every program that writes rules on that node.
fn lock(cx: &DaemonSetContext<'_>, locks: &[HostVolume<'_>], out: &mut Findings) {
    let Some(first) = locks.first() else { return };
    let message = format!("{} becomes a folder where iptables has not run yet", first.host);
    let kinds = locks.iter().map(|lock| lock.path.clone().key("hostPath").key("type"));
    let patch = Patch::all(kinds.map(|path| cx.set(&path, "FileOrCreate")));
    if let Some(finding) = report_with_labels(cx, out, &places(locks), message) {
        finding.severity(Severity::Warning).help("write `type: FileOrCreate`, as kube-proxy has it").fix(
            Applicability::Unsafe,
            "set the type to FileOrCreate",
            patch,
        );
    }
}

fn places(volumes: &[HostVolume<'_>]) -> Vec<(FieldPath, String)> {
    volumes.iter().map(|volume| (volume.host_field(), "no type".to_owned())).collect()
}

/// Whether the container runtime makes a folder of it; what nobody mounts is passed over.
fn may_become_folder(volume: &HostVolume<'_>) -> bool {
    volume.kind.is_empty()
        && is_file(volume.host)
        && docker_use(volume.host).is_none()
        && !volume.mounts.is_empty()
}
