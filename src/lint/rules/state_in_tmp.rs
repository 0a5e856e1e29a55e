//! state-in-tmp: what an agent remembers lies in /tmp of the node, which a reboot empties.

use crate::lint::pod::mounts::{HostVolume, has_host_path, host_volumes};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "state-in-tmp",
    summary: "an agent keeps its state in /tmp of the node, which a reboot empties",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A hostPath volume is a folder within /tmp, a container mounts it so that it can write, and its name says that something is kept there
(positions, checkpoints, state, data, buffer, registry, storage, database, queue, offsets), or the agent reads /var/log. Any other
folder within /tmp is a note. /tmp itself, sockets and pipes in it, and mounts that are readOnly are not reported, nor is
/var/tmp, which outlives a reboot.",
        why: "\
Most distributions empty /tmp when they boot or hold it in memory, and systemd-tmpfiles removes what has not been touched for ten
days. After a reboot, which every update of the node brings, a log agent has forgotten how far it read: it sends the logs of
all pods of the node once more (a day of duplicates, a bill, a rate limit), or starts at the end and loses what came
meanwhile. With `type: Directory` the pod does not start at all: `hostPath type check failed: /tmp/positions is not a
directory`. And any user of the node can put a file, or a link, where the agent will look for its own.",
        remedy: "\
Keep it in a folder of the agent below /var/lib (`/var/lib/agent`, `type: DirectoryOrCreate`). What may be lost belongs in an emptyDir.",
        bad: "
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    volumeMounts:
      - {name: positions, mountPath: /positions}
volumes:
  - name: positions
    hostPath: {path: /tmp/positions}
",
        good: "
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    volumeMounts:
      - {name: positions, mountPath: /positions}
volumes:
  - name: positions
    hostPath: {path: /var/lib/shipper, type: DirectoryOrCreate}
",
        links: &[
            "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
            "https://www.freedesktop.org/software/systemd/man/latest/file-hierarchy.html#/tmp/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Parts of names that speak of something to be kept.
const KEPT: [&str; 17] = [
    "pos",
    "position",
    "checkpoint",
    "state",
    "data",
    "buffer",
    "registry",
    "storage",
    "store",
    "database",
    "db",
    "queue",
    "offset",
    "cursor",
    "wal",
    "persist",
    "backup",
];

/// Parts of names of what lives no longer than its program.
const PASSING: [&str; 8] = ["sock", "socket", "pipe", "mps", "x11", "lock", "pid", "cache"];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !has_host_path(cx.pod, |path| path.starts_with("/tmp/")) {
        return;
    }
    let volumes = host_volumes(cx);
    let reads_logs =
        volumes.iter().any(|volume| volume.host == "/var/log" || volume.host.starts_with("/var/log/"));
    for volume in volumes.iter().filter(|volume| is_in_tmp(volume)) {
        let is_state = reads_logs || has_part(volume, &KEPT);
        let finding = out
            .report(cx.at(&volume.host_field()), format!("a reboot of the node empties {}", volume.host))
            .help("keep it below /var/lib (`type: DirectoryOrCreate`), or in an emptyDir if it may be lost");
        if let Some(mount) = volume.mounts.iter().find(|mount| mount.written.read_only != Some(true)) {
            let words = format!("the container {} writes there", mount.container.name);
            finding.label(cx.at(&mount.path.clone().key("mountPath")).span, words);
        }
        if volume.kind == "Directory" {
            let path = volume.path.clone().key("hostPath").key("type");
            finding.label(cx.at(&path).span, "and then the pod does not start");
        } else if !is_state {
            finding.severity(Severity::Note);
        }
    }
}

fn is_in_tmp(volume: &HostVolume<'_>) -> bool {
    volume.host.starts_with("/tmp/")
        && volume.is_written()
        && !matches!(volume.kind, "Socket" | "File" | "CharDevice" | "BlockDevice")
        && !has_part(volume, &PASSING)
}

/// Whether the path, or the place where it is mounted, has one of these words as a part, in the singular or plural.
fn has_part(volume: &HostVolume<'_>, wanted: &[&str]) -> bool {
    let within = volume.host.strip_prefix("/tmp").unwrap_or(volume.host);
    let mounts =
        volume.mounts.iter().flat_map(|mount| [mount.written.name.as_str(), &mount.written.mount_path]);
    let parts = mounts.chain([within]).flat_map(|text| text.split(['/', '-', '_', '.']));
    parts.map(str::to_ascii_lowercase).any(|part| {
        wanted.iter().any(|word| part.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest == "s"))
    })
}
