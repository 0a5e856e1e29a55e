//! read-only-host-path: a folder of the node that its operating system lets nobody write.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::PodSpec;

use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::system_paths::{instead, is_read_only};
use crate::lint::pod::host_access::host_paths;
use crate::lint::pod::host_path_type::{PathType, path_type, writable_volumes};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "read-only-host-path",
    summary: "the pod writes to a folder that the operating system of its nodes keeps read-only",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A hostPath that has to be created (DirectoryOrCreate, FileOrCreate, or no type and a mount that can be written), or into which a container may
write, lies in a part of the file system that is read-only on nodes where the DaemonSet is wanted. Known are Talos (all but /var, /opt,
/etc/cni, /etc/kubernetes and /usr/libexec/kubernetes), Bottlerocket (all but /var, /opt, /local, /mnt and /etc), Container-Optimized OS (all but
/var, /home, /mnt and /etc), Flatcar (/usr), RHEL CoreOS and Fedora CoreOS (/usr but for /usr/local, and new folders below /). The system is
told from status.nodeInfo.osImage of nodes; of pools by their format and image type (Talos, OpenShift, eksctl, Terraform for EKS and GKE).
Folders that agents mount to look into them (/, /etc, /usr, /lib/modules, /usr/src, certificates, os-release) are left out.",
        why: "\
The kubelet or the container runtime has to create the folder and cannot: the pod stays in ContainerCreating with `mkdir /etc/agent:
read-only file system`, or `hostPath type check failed`. If the folder is there, the container starts, and its first write fails with `Read-only file system`, often
in an installer that then crashes again and again. On the distributions on which the agent was tried out all is well.",
        remedy: "\
Use a folder that can be written, such as one below /var/lib; the page of the system names them. CNI plugins, exec
plugins and kubelet credentials have folders of their own on these systems (/home/kubernetes/bin on GKE, /opt/cni/bin on Bottlerocket). If
the mount is only read, say `readOnly: true`.",
        bad: "
volumes:
  - name: state
    hostPath: {path: /etc/agent, type: DirectoryOrCreate}      # nodes: Talos
",
        good: "
volumes:
  - name: state
    hostPath: {path: /var/lib/agent, type: DirectoryOrCreate}
",
        links: &[
            "https://bottlerocket.dev/en/os/latest/concepts/restricted-filesystem/",
            "https://www.talos.dev/latest/learn-more/architecture/",
            "https://cloud.google.com/container-optimized-os/docs/concepts/disks-and-filesystem",
            "https://www.flatcar.org/docs/latest/reference/developer-guides/sdk-disk-partitions/",
            "https://ostreedev.github.io/ostree/adapting-existing/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let wanted = Places::wanted(coverage, &run.fleet);
    let systems = wanted.by_system(|system| system.os);
    if systems.is_empty() {
        return;
    }
    let written = writable_volumes(cx);
    for (at, path) in host_paths(cx.pod) {
        let Some(use_) = use_of(cx.pod, &at, &written) else { continue };
        let Some((os, places)) = systems.iter().find(|(os, _)| is_read_only(**os, path)) else { continue };
        let message = match use_ {
            Use::Created => format!("{path} cannot be created on {}: it is read-only there", os.name()),
            Use::Written => format!("{path} is read-only on {}", os.name()),
        };
        out.report(cx.at(&at), message)
            .marker(format!("{}: {}", places.count_of(&wanted), places.names()))
            .help(format!("use a folder {}; or add `readOnly: true` if it is only read", instead(*os)));
    }
}

/// What becomes of a path.
#[derive(Clone, Copy)]
enum Use {
    /// Something has to create it.
    Created,
    /// It may be there, and is written.
    Written,
}

fn use_of(pod: &PodSpec, at: &FieldPath, written: &BTreeSet<&str>) -> Option<Use> {
    let (volume, kind) = path_type(pod, at)?;
    match kind {
        PathType::Created => Some(Use::Created),
        PathType::Unset | PathType::Required => written.contains(volume).then_some(Use::Written),
    }
}
