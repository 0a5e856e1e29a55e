//! surge-with-exclusive-host-file: an update that lets two pods of one node fight for a socket or a file.

use crate::lint::pod::host_access::host_paths;
use crate::lint::pod::surge::{in_place, max_surge_path, surges, taken_ports};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "surge-with-exclusive-host-file",
    summary: "maxSurge runs two pods on a node that own the same socket or file",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The rolling update has a maxSurge above 0, and a container can write to a folder of the node in which each agent owns
one name: the kubelet's plugins, plugins_registry and device-plugins (sockets of CSI drivers and device plugins), or
/etc/cni/net.d (the network configuration). Folders that every container mounts read-only are left out, and so are
DaemonSets that surge-with-host-port reports: their second pod never starts. So are pods that are told their UID
(metadata.uid of the downward API): drivers of devices (DRA) put it into the names of their sockets for updates without a gap.",
        why: "\
During the update the old and the new pod run side by side on each node, with the same paths. The new one removes the
socket it finds, as servers do, and makes its own; then the old one is stopped, and its shutdown removes the socket
again, or the kubelet sees the registration go and deregisters the driver. The pod is Ready and the driver is gone:
`driver name ebs.csi.example not found in the list of registered CSI drivers`, or a device plugin whose devices have
vanished from the node's allocatable. For a CNI plugin the old pod's cleanup deletes the configuration that the new one
has just written, and the node turns NotReady: `cni plugin not initialized`.",
        remedy: "\
Update in place: remove maxSurge and set maxUnavailable (10%, or 1 for storage). Some plugins give each pod a socket of
its own, named after the pod's UID (DRA drivers since Kubernetes 1.33); if yours does by another way than the downward API,
keep maxSurge and ignore this finding with that reason.",
        bad: "
updateStrategy:
  rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
template:
  spec:
    volumes:
      - name: registration
        hostPath: {path: /var/lib/kubelet/plugins_registry, type: Directory}
    containers:
      - name: registrar
        volumeMounts: [{name: registration, mountPath: /registration}]
",
        good: "
updateStrategy:
  rollingUpdate: {maxUnavailable: 1}
template:
  spec:
    volumes:
      - name: registration
        hostPath: {path: /var/lib/kubelet/plugins_registry, type: Directory}
    containers:
      - name: registrar
        volumeMounts: [{name: registration, mountPath: /registration}]
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
            "https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/",
            "https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Folders in which each agent owns a name, with what it owns there. The kubelet's own folder differs by distribution.
const OWNED: [(&str, &str); 4] = [
    ("/kubelet/plugins", "socket"),
    ("/kubelet/plugins_registry", "registration socket"),
    ("/kubelet/device-plugins", "socket"),
    ("/etc/cni/net.d", "network configuration"),
];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !surges(cx.spec) || !taken_ports(cx).is_empty() || names_by_uid(cx) {
        return;
    }
    let owned: Vec<(FieldPath, &str)> = host_paths(cx.pod)
        .filter_map(|(at, path)| Some((at, owned_in(path)?)))
        .filter(|(at, _)| is_written(cx, at))
        .collect();
    let Some((_, what)) = owned.first() else { return };
    let message = format!("during an update two pods of a node own the same {what}");
    let finding = out
        .report(cx.at(&max_surge_path()), message)
        .help("remove maxSurge and set maxUnavailable: the old pod cleans up before the new one starts");
    if let Some((amount, patch)) = in_place(cx) {
        let title = format!("set maxUnavailable to {amount} in place of maxSurge");
        finding.fix(Applicability::Unsafe, title, Some(patch));
    }
    for (at, what) in &owned {
        finding.label(cx.at(at).span, format!("the old pod and the new one keep their {what} here"));
    }
}

/// Whether a container is told the UID of its pod, by which the plugin library of the kubelet keeps the sockets of the old pod
/// and the new one apart (`RollingUpdate` in `k8s.io/dynamic-resource-allocation/kubeletplugin`, 1.33).
fn names_by_uid(cx: &DaemonSetContext<'_>) -> bool {
    let containers = cx.containers();
    let mut variables = containers.iter().flat_map(|(_, container)| container.env.iter().flatten());
    variables.any(|variable| {
        let source = variable.value_from.as_ref().and_then(|source| source.field_ref.as_ref());
        source.is_some_and(|field| field.field_path == "metadata.uid")
    })
}

fn owned_in(path: &str) -> Option<&'static str> {
    let lies_in = |folder: &str| {
        path.find(folder).is_some_and(|at| {
            let rest = &path[at + folder.len()..];
            rest.is_empty() || rest.starts_with('/')
        })
    };
    OWNED.iter().find(|(folder, _)| lies_in(folder)).map(|(_, what)| *what)
}

/// Whether a container mounts the volume of a path without `readOnly`.
fn is_written(cx: &DaemonSetContext<'_>, at: &FieldPath) -> bool {
    let volumes = cx.pod.volumes.iter().flatten().enumerate();
    let root = FieldPath::parse("spec.template.spec.volumes");
    let names = volumes.filter(|(index, _)| at.segments().starts_with(root.clone().index(*index).segments()));
    let names: Vec<&str> = names.map(|(_, volume)| volume.name.as_str()).collect();
    let containers = cx.containers();
    let mut mounts = containers.iter().flat_map(|(_, container)| container.volume_mounts.iter().flatten());
    mounts.any(|mount| names.contains(&mount.name.as_str()) && mount.read_only != Some(true))
}
