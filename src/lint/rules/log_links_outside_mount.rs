//! log-links-outside-mount: an agent sees the links to logs, and not the logs.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Container;

use crate::lint::pod::host_access::is_in;
use crate::lint::pod::mounts::{has_host_path, host_volumes};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "log-links-outside-mount",
    summary: "an agent mounts /var/log/containers without the logs to which its links lead",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container mounts /var/log/containers of the node, and nothing that holds /var/log/pods: neither that folder nor /var/log. The folder
of the pods counts wherever it is mounted.",
        why: "\
/var/log/containers holds no logs: each file is a link to /var/log/pods/<namespace>_<pod>_<uid>/<container>/0.log. In a container that has
the one folder and not the other, all links dangle. The agent lists the files, cannot open any (`No such file or directory`, or
`unreadable. It is excluded`), goes on watching, and ships nothing; its probes are fine.",
        remedy: "\
Mount /var/log of the node at /var/log, readOnly; or /var/log/pods beside /var/log/containers, at the path that it has on
the node, since the links are absolute.",
        bad: "
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    volumeMounts:
      - {name: logs, mountPath: /var/log/containers, readOnly: true}
volumes:
  - name: logs
    hostPath: {path: /var/log/containers}
",
        good: "
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    volumeMounts:
      - {name: logs, mountPath: /var/log, readOnly: true}
volumes:
  - name: logs
    hostPath: {path: /var/log}
",
        links: &[
            "https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-location-node",
            "https://github.com/fluent/fluentd-kubernetes-daemonset/issues/405",
        ],
    },
    check: Check::DaemonSet(check),
};

const LINKS: &str = "/var/log/containers";
const LOGS: &str = "/var/log/pods";

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !has_host_path(cx.pod, |path| is_in(path, LINKS)) {
        return;
    }
    let volumes = host_volumes(cx);
    // Containers by their addresses: each stands in the pod once.
    let seeing: HashSet<*const Container> = volumes
        .iter()
        .filter(|volume| volume.host == "/" || is_in(LOGS, volume.host))
        .flat_map(|volume| volume.mounts.iter().map(|mount| std::ptr::from_ref(mount.container)))
        .collect();
    for volume in volumes.iter().filter(|volume| is_in(volume.host, LINKS)) {
        let blind =
            volume.mounts.iter().filter(|mount| !seeing.contains(&std::ptr::from_ref(mount.container)));
        for mount in blind {
            out.report(
                cx.at(&mount.path.clone().key("mountPath")),
                format!("the links in {LINKS} lead to {LOGS}, which is not mounted"),
            )
            .label(cx.at(&volume.host_field()).span, "holds links only")
            .help("mount /var/log of the node at /var/log instead, readOnly");
        }
    }
}
