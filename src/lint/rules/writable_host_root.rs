//! writable-host-root: system folders of the node that a long-running container can write.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Container;

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::host_access::host_paths;
use crate::lint::pod::init_containers::is_listed_as_init;
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
also mounts of one part of the folder (subPath), and mounts with mountPropagation Bidirectional, which are there to
mount something into the node and cannot be read-only.",
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

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let volumes: BTreeMap<&str, &str> = host_paths(cx.pod)
        .filter(|(_, path)| FOLDERS.contains(path))
        .filter_map(|(at, path)| Some((volume_name(cx, &at)?, path)))
        .collect();
    let mut places: Vec<(FieldPath, String)> = Vec::new();
    let mut enters_node = true;
    for (path, container) in cx.containers() {
        if is_listed_as_init(&path) && container.restart_policy.as_deref() != Some("Always") {
            continue;
        }
        for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
            let Some(folder) = volumes.get(mount.name.as_str()) else { continue };
            let is_whole = mount.sub_path.as_deref().is_none_or(str::is_empty)
                && mount.sub_path_expr.as_deref().is_none_or(str::is_empty);
            let is_two_way = mount.mount_propagation.as_deref() == Some("Bidirectional");
            if mount.read_only != Some(true) && is_whole && !is_two_way {
                let path = path.clone().key("volumeMounts").index(index);
                enters_node &= enters_the_node(container);
                places.push((path, format!("{folder} of the node")));
            }
        }
    }
    let message = match &places[..] {
        [(_, what)] => format!("{what} is writable in a container that runs for good"),
        _ => "system folders of the node are writable in containers that run for good".to_owned(),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        let patch = Patch::all(places.iter().map(|(path, _)| cx.set(&path.clone().key("readOnly"), "true")));
        finding.help("add `readOnly: true` to the mount, or mount only the folder that is written").fix(
            Applicability::Unsafe,
            "mount it read-only",
            patch,
        );
        if enters_node {
            finding.severity(Severity::Note);
        }
    }
}

/// Whether a container is there to work on the node as if it were on it.
fn enters_the_node(container: &Container) -> bool {
    let words = container.command.iter().flatten().chain(container.args.iter().flatten());
    words
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .any(|word| ["chroot", "nsenter"].contains(&word))
}

/// The name of the volume in which a path stands.
fn volume_name<'a>(cx: &DaemonSetContext<'a>, at: &FieldPath) -> Option<&'a str> {
    let volume = at.parent()?.parent()?;
    cx.object.node().at(&volume)?.get("name")?.as_str()
}
