//! foreign-host-path: a folder that another distribution of Kubernetes has, and the nodes do not.

use crate::inventory::Distribution;
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::knowledge::system_paths::{DEVICE_PLUGINS, foreign, is_of_kubelet, is_within, moved};
use crate::lint::pod::host_access::host_paths;
use crate::lint::pod::host_path_type::{PathType, path_type};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "foreign-host-path",
    summary: "the pod mounts a folder that another distribution of Kubernetes has",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A hostPath lies in the folder of a distribution of Kubernetes (/var/snap/microk8s, /var/lib/k0s, /var/lib/rancher/k3s,
/var/lib/rancher/rke2), and nodes on which the DaemonSet is wanted run another one; or it lies in /var/lib/kubelet, and they run k0s, whose kubelet
keeps its files in /var/lib/k0s/kubelet (but for device plugins). The distribution is told from status.nodeInfo.kubeletVersion and the label
microk8s.io/cluster. An agent that mounts the folders of several distributions to serve all of them is not reported, unless the type of the
hostPath (Directory, File, Socket) holds the pod back where the folder is missing.",
        why: "\
With `type: Directory` the pod stays in ContainerCreating (`hostPath type check failed: /var/snap/microk8s/common/var/lib/kubelet is not a
directory`). Without a type an empty folder is created that nothing else looks into: a CSI driver registers with nobody
(`driver name not found in the list of registered CSI drivers`), mounts go to where no pod sees them, a log agent reads nothing.",
        remedy: "\
Set the folder of the kubelet that the nodes have; charts of storage drivers have a value for it (`kubeletDir`, `kubeletRootDir`,
`kubeletHostPath`). For several distributions make one DaemonSet each, with a selector.",
        bad: "
volumes:                                     # nodes: k3s
  - name: registration
    hostPath: {path: /var/snap/microk8s/common/var/lib/kubelet/plugins_registry, type: Directory}
",
        good: "
volumes:
  - name: registration
    hostPath: {path: /var/lib/kubelet/plugins_registry, type: Directory}
",
        links: &[
            "https://docs.k0sproject.io/stable/storage/",
            "https://docs.k3s.io/storage",
            "https://kubernetes.io/docs/reference/node/kubelet-files/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    if !host_paths(cx.pod).any(|(_, path)| is_of_kubelet(path)) {
        return;
    }
    let wanted = Places::wanted(coverage, &run.fleet);
    for (distribution, places) in wanted.by_system(|system| system.distribution) {
        let found = misplaced(cx, distribution);
        let Some((_, owner, _)) = found.first() else { continue };
        let message = match (owner, distribution) {
            (None, _) => format!("the kubelet of {} is elsewhere", distribution.name()),
            (Some(owner), Distribution::Other) => {
                format!("a {} path on nodes that do not run {}", owner.name(), owner.name())
            }
            (Some(owner), _) => format!("a {} path on {} nodes", owner.name(), distribution.name()),
        };
        let labels: Vec<(FieldPath, String)> = found.into_iter().map(|(at, _, words)| (at, words)).collect();
        let Some(finding) = report_with_labels(cx, out, &labels, message) else { continue };
        finding.help(format!(
            "mount the folder that these nodes have ({}: {})",
            places.count_of(&wanted),
            places.names()
        ));
    }
}

/// The paths that nodes of a distribution do not have, each with whose it is and what to do.
fn misplaced(
    cx: &DaemonSetContext<'_>,
    distribution: Distribution,
) -> Vec<(FieldPath, Option<Distribution>, String)> {
    let is_own = |path: &str| {
        is_of_kubelet(path)
            && !is_within(path, DEVICE_PLUGINS)
            && foreign(path, distribution).is_none()
            && moved(path, distribution).is_none()
    };
    let has_own = host_paths(cx.pod).any(|(_, path)| is_own(path));
    let misplaced = host_paths(cx.pod).filter_map(|(at, path)| {
        let is_required = path_type(cx.pod, &at).is_some_and(|(_, kind)| kind == PathType::Required);
        if has_own && !is_required {
            return None;
        }
        if let Some(owner) = foreign(path, distribution) {
            return Some((at, Some(owner), format!("only {} has it", owner.name())));
        }
        moved(path, distribution).map(|moved| (at, None, format!("it is {moved} there")))
    });
    misplaced.collect()
}
