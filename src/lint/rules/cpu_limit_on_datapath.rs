//! cpu-limit-on-datapath: a throttle on an agent that all pods of its node wait for.

use crate::lint::pod::agent_class::agent_class;
use crate::lint::pod::container_resources::{CPU, ContainerResources, container_resources, count_words};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "cpu-limit-on-datapath",
    summary: "a cpu limit throttles an agent that other pods of its node wait for",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or sidecar of a network, storage or DNS agent has a cpu limit. What the agent is shows in the paths that it
mounts (/etc/cni/net.d, /opt/cni/bin, /var/lib/kubelet/plugins with /var/lib/kubelet/pods) and in well-known images
(kube-proxy, csi-node-driver-registrar, k8s-dns-node-cache). Off by default, because people differ on cpu limits with
good reasons; init containers are left out.",
        why: "\
A cpu limit is a share of each 100 ms. A process that has used it up stands still for the rest, idle cores or not. An
agent that sleeps most of the time and works in bursts (a mount, an address for a new pod, a change of a thousand
endpoints) is stopped in the burst, and whoever waits for it waits, too: pods hang in ContainerCreating, DNS answers
take 100 ms more, probes time out, the kubelet restarts the agent, and all of it grows with the load. 100m on a CSI
sidecar has been enough to make mounts time out.",
        remedy: "\
Remove the cpu limit and keep the request: it guarantees the share when the node is busy. Keep the memory limit.",
        bad: "
containers:
  - name: kube-proxy
    image: registry.example/kube-proxy:v1.34.1
    resources:
      requests: {cpu: 100m, memory: 64Mi}
      limits: {cpu: 100m, memory: 128Mi}
",
        good: "
containers:
  - name: kube-proxy
    image: registry.example/kube-proxy:v1.34.1
    resources:
      requests: {cpu: 100m, memory: 64Mi}
      limits: {memory: 128Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/assign-cpu-resource/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some((class, evidence)) = agent_class(cx) else { return };
    let all: Vec<ContainerResources<'_>> =
        container_resources(cx).into_iter().filter(|container| !container.is_init).collect();
    let (limited, inherits): (Vec<FieldPath>, Vec<bool>) = all
        .iter()
        .filter(|container| container.has_own_limit(CPU))
        .map(|container| {
            (container.path.clone().key("resources").key("limits").key(CPU), container.inherits(CPU))
        })
        .unzip();
    // Without a request of its own the container would lose its share together with the limit.
    let patch = || Patch::all(limited.iter().map(|path| cx.prune(path)));
    let patch = if inherits.contains(&true) { None } else { patch() };
    let Some((first, rest)) = limited.split_first() else { return };
    let count = count_words(limited.len(), all.len());
    let finding = out
        .report(cx.at(first), format!("a cpu limit throttles {count} of a {}", class.name()))
        .help("remove the cpu limit and keep the request, which guarantees the share on a busy node")
        .fix(Applicability::Unsafe, "remove the cpu limit", patch)
        .label(cx.at(&evidence).span, format!("a {}: {}", class.name(), class.loss()));
    for path in rest {
        finding.label(cx.at(path).span, "throttled as well");
    }
}
