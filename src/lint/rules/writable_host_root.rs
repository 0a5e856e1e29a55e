//! writable-host-root: system folders of the node that a long-running container can write.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, VolumeMount};

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::host_access::host_paths;
use crate::lint::pod::init_containers::is_init;
use crate::lint::pod::one_shot::is_one_shot;
use crate::lint::pod::purpose::{Purpose, is_removal, purpose};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "writable-host-root",
    summary: "a container can write system folders of its node",
    category: Category::Security,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container mounts /, /etc, /usr, /boot or /lib/modules of its node, as a whole and without readOnly. Init containers are
left out, sidecars among them are not: installers of drivers and plugins write there once and are gone. Left out are
also mounts of one part of the folder (subPath), mounts with mountPropagation Bidirectional, which are there to
mount something into the node and cannot be read-only, and pods whose name says that they remove something. It is a note
where writing is meant: `readOnly: false` is written out, the container enters the node (chroot, nsenter), its script names
the mount, or the pod works once and then sleeps; and where the container is privileged, since that writes what it likes in
any case.",
        why: "\
Whoever writes /etc or / of a node owns it: a line in /etc/cron.d, a key in /root/.ssh, a static pod in
/etc/kubernetes/manifests, and the next process runs as root outside of any container, with the credentials of the
kubelet. That holds for any process of the container, without privileged and without a single capability. A DaemonSet
opens this door on every node, and stays for years; a hole in the agent (log parsers and metric endpoints take input
from everywhere) becomes a hole in the whole cluster. Agents that show metrics or logs of the node only read.",
        remedy: "\
Add `readOnly: true` to the mount, or mount only the folder that is written (/etc/cni/net.d instead of /etc). Where the
container writes a file once, move that into an init container. Mounts below a read-only mount stay writable unless
recursiveReadOnly says otherwise (1.33).",
        bad: "
containers:
  - name: exporter
    volumeMounts:
      - {name: root, mountPath: /host}
volumes:
  - name: root
    hostPath: {path: /}
",
        good: "
containers:
  - name: exporter
    volumeMounts:
      - {name: root, mountPath: /host, readOnly: true}
volumes:
  - name: root
    hostPath: {path: /}
",
        links: &[
            "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
            "https://kubernetes.io/docs/concepts/storage/volumes/#read-only-mounts",
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
        ],
    },
    check: Check::DaemonSet(check),
};

const FOLDERS: [&str; 5] = ["/", "/etc", "/usr", "/boot", "/lib/modules"];

/// A writable mount of a system folder.
struct Mount<'a> {
    path: FieldPath,
    what: String,
    container: &'a Container,
    written: &'a VolumeMount,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let mounts = writable_mounts(cx);
    // What takes something off the node has to write there, and does not stay.
    if is_removal(cx) {
        return;
    }
    let message = match &mounts[..] {
        [mount] => format!("{} is writable in a container that runs for good", mount.what),
        _ => "system folders of the node are writable in containers that run for good".to_owned(),
    };
    let places: Vec<(FieldPath, String)> =
        mounts.iter().map(|mount| (mount.path.clone(), mount.what.clone())).collect();
    let Some(finding) = report_with_labels(cx, out, &places, message) else { return };
    let works_there = |mount: &Mount<'_>| {
        works_on_node(mount) || mount.written.read_only == Some(false) || is_privileged(mount.container)
    };
    if is_one_shot(cx.pod) || mounts.iter().all(works_there) {
        finding
            .severity(Severity::Note)
            .help("mount only the folder that is written, or write it in an init container");
        return;
    }
    finding.help("add `readOnly: true` to the mount, or mount only the folder that is written");
    if mounts.iter().all(|mount| only_reads(cx, mount)) {
        let patch = mounts.iter().map(|mount| cx.set(&mount.path.clone().key("readOnly"), "true"));
        finding.fix(Applicability::Unsafe, "mount it read-only", Patch::all(patch));
    }
}

/// The writable mounts of whole system folders in containers that stay.
fn writable_mounts<'a>(cx: &DaemonSetContext<'a>) -> Vec<Mount<'a>> {
    let volumes: BTreeMap<&str, &str> = host_paths(cx.pod)
        .filter(|(_, path)| FOLDERS.contains(path))
        .filter_map(|(at, path)| Some((volume_name(cx, &at)?, path)))
        .collect();
    let mut found = Vec::new();
    for (path, container) in cx.containers() {
        if is_init(&path, container) {
            continue;
        }
        for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
            let Some(folder) = volumes.get(mount.name.as_str()) else { continue };
            let is_whole = mount.sub_path.as_deref().is_none_or(str::is_empty)
                && mount.sub_path_expr.as_deref().is_none_or(str::is_empty);
            let is_two_way = mount.mount_propagation.as_deref() == Some("Bidirectional");
            if mount.read_only != Some(true) && is_whole && !is_two_way {
                let path = path.clone().key("volumeMounts").index(index);
                let what = format!("{folder} of the node");
                found.push(Mount { path, what, container, written: mount });
            }
        }
    }
    found
}

/// Whether the command line of a container shows that it works on the node: it enters the node, or a script of it names the
/// mount.
fn works_on_node(Mount { container, written, .. }: &Mount<'_>) -> bool {
    let texts = || container.command.iter().flatten().chain(container.args.iter().flatten());
    let mut words = texts().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    let is_script = |text: &String| text.contains(['\n', ';', '>']) || text.contains("&&");
    let place = written.mount_path.trim_end_matches('/');
    words.any(|word| ["chroot", "nsenter"].contains(&word))
        || (!place.is_empty() && texts().any(|text| is_script(text) && text.contains(place)))
}

/// Whether a container has the devices of the node, and writes what it likes through them.
fn is_privileged(container: &Container) -> bool {
    container.security_context.as_ref().and_then(|context| context.privileged) == Some(true)
}

/// Whether an agent has no business but to read: it watches its node, and has no right on it beyond its files.
fn only_reads(cx: &DaemonSetContext<'_>, mount: &Mount<'_>) -> bool {
    let context = mount.container.security_context.as_ref();
    let adds = context.and_then(|context| context.capabilities.as_ref()?.add.as_ref());
    purpose(cx) == Purpose::Observer
        && !is_privileged(mount.container)
        && adds.is_none_or(|adds| !adds.iter().any(|capability| capability.contains("SYS_ADMIN")))
        && !works_on_node(mount)
        && mount.written.read_only.is_none()
}

/// The name of the volume in which a path stands.
fn volume_name<'a>(cx: &DaemonSetContext<'a>, at: &FieldPath) -> Option<&'a str> {
    let volume = at.parent()?.parent()?;
    cx.object.node().at(&volume)?.get("name")?.as_str()
}
