//! node-critical-without-priority: an agent that the node depends on, and that gives way to any pod.

use crate::lint::pod::node_critical::{has_priority, node_critical};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "node-critical-without-priority",
    summary: "an agent that its node depends on has no priority class",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A DaemonSet without priorityClassName that other pods of the node wait for. It writes to a folder of plugins (/opt/cni/bin,
/etc/cni/net.d, /var/lib/kubelet/plugins, plugins_registry or device-plugins), or tolerates a startup taint of its own
(ebs.csi.aws.com/agent-not-ready on an EBS agent), or is something that every node needs by its image (kube-proxy, kube-router,
the DNS cache of the node, kube-network-policies, the cloud node manager) or by what it is told to do (--remove-taint, which makes
new nodes ready). A volume that every container mounts read-only does not count, nor does a pod that installs something once: init
containers write, and what stays has no volume or only sleeps; its name says that it installs, migrates, removes or tests. Agents
for logs and metrics are not reported: whether they may displace workloads is a choice. critical-agent-without-priority (off)
covers those.",
        why: "\
Without a class the priority is 0, like that of any application. On a full node the agent stays Pending (`Insufficient cpu`,
`Too many pods`), since there is nothing of lower priority to displace, and pods that were there first keep the node without
network, volumes or devices. Under disk or memory pressure the kubelet evicts by priority, and the agent goes before the
workloads that need it: health agents have been lost to DiskPressure minutes before the failure that they were there to see.
After a scale-up the agent loses the race for the new node, and an autoscaler adds no second node for a DaemonSet pod.",
        remedy: "\
Set `priorityClassName: system-node-critical`: nothing else comes before it, and the kubelet makes room for it. The class exists
in every cluster and, since 1.17, may be used in any namespace unless a ResourceQuota restricts it (on GKE such a quota is needed
outside kube-system). A class of your own with a high value does, too; it preempts, but the kubelet does not take the pod for
critical.",
        bad: "
spec:
  containers:
    - name: cni
      image: registry.example/cni:1.4.0
      volumeMounts:
        - {name: cni-bin, mountPath: /host/opt/cni/bin}
  volumes:
    - name: cni-bin
      hostPath: {path: /opt/cni/bin}
",
        good: "
spec:
  priorityClassName: system-node-critical
  containers:
    - name: cni
      image: registry.example/cni:1.4.0
      volumeMounts:
        - {name: cni-bin, mountPath: /host/opt/cni/bin}
  volumes:
    - name: cni-bin
      hostPath: {path: /opt/cni/bin}
",
        links: &[
            "https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if has_priority(cx.pod) {
        return;
    }
    let Some((evidence, words)) = node_critical(cx) else { return };
    let path = FieldPath::parse("spec.template.spec");
    out.report(cx.at_key(&path), "an agent that its node depends on has no priority class")
        .marker("no priorityClassName")
        .label(cx.at(&evidence).span, words)
        .help("set `priorityClassName: system-node-critical` in the pod spec")
        .fix(Applicability::Unsafe, "set priorityClassName to system-node-critical", with_class(cx));
}

/// The pod spec with a class, and without the annotation that had its place before 1.16.
fn with_class(cx: &DaemonSetContext<'_>) -> Option<Patch> {
    const ANNOTATION: &str = "scheduler.alpha.kubernetes.io/critical-pod";
    let class = cx.set_in_pod("priorityClassName", "system-node-critical", None);
    let maps = ["metadata.annotations", "spec.template.metadata.annotations"].into_iter();
    let written: Vec<FieldPath> = maps
        .map(|map| FieldPath::parse(map).entry(ANNOTATION))
        .filter(|path| cx.object.node().at(path).is_some())
        .collect();
    if written.is_empty() { class } else { Patch::all([class, cx.remove_all(&written)]) }
}
