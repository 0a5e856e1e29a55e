//! startup-taint-unowned: taints that new nodes wait to lose, and nobody who takes them off.

use crate::lint::engine::daemon_sets::{daemon_sets, object};
use crate::lint::engine::other_party::named;
use crate::lint::pod::image::ImageReference;
use crate::lint::prelude::*;
use crate::manifest::Object;
use crate::placement::{Taint, TaintEffect, Tolerations};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "startup-taint-unowned",
    summary: "the agent that takes a startup taint off does not tolerate it",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A Karpenter NodePool of the run has a startupTaint, and there are DaemonSets in the run. If the taint is that of a well-known
agent (Cilium, the CSI drivers for EBS and EFS) and this agent is in the run, it must tolerate it, value and effect included;
if the agent is not in the run, nothing is said. Any other startup taint must be tolerated by some DaemonSet of the run.",
        why: "\
A startup taint keeps pods away from a new node until some agent has done its work there and takes the taint off. That agent has
to run on the node first: if it does not tolerate the taint, it waits for the taint, and the taint for it. Karpenter does not
count the node as initialised, starts another one for the pods that still wait, and another one: machines are paid for, and
nothing runs on them. Users met it when an agent's chart learned to set the taint before its components learned to
tolerate it, and when the effect in the pool (NoExecute) was not the one in the toleration (NoSchedule).",
        remedy: "\
Let the agent tolerate its taint with every effect: `- {key: …, operator: Exists}`. If nobody takes the taint off any more,
remove it from the pool.",
        bad: "
# the NodePool has startupTaints: [{key: node.cilium.io/agent-not-ready, effect: NoExecute}]
kind: DaemonSet
metadata: {name: cilium}
spec:
  template:
    spec:
      containers: [{name: cilium, image: quay.io/cilium/cilium:v1.17.0}]
",
        good: "
kind: DaemonSet
metadata: {name: cilium}
spec:
  template:
    spec:
      tolerations:
        - {key: node.cilium.io/agent-not-ready, operator: Exists}
      containers: [{name: cilium, image: quay.io/cilium/cilium:v1.17.0}]
",
        links: &[
            "https://karpenter.sh/docs/concepts/nodepools/#cilium-startup-taint",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
        ],
    },
    check: Check::Run(check),
};

/// Keys of startup taints, and the end of the image path of the agent that takes them off.
const OWNERS: [(&str, &str); 4] = [
    ("node.cilium.io/agent-not-ready", "cilium/cilium"),
    ("ebs.csi.aws.com/agent-not-ready", "aws-ebs-csi-driver"),
    ("efs.csi.aws.com/agent-not-ready", "aws-efs-csi-driver"),
    ("fsx.csi.aws.com/agent-not-ready", "aws-fsx-csi-driver"),
];

/// Startup taints that a controller takes off, whatever DaemonSets there are: istiod, the Node Readiness Controller, the
/// operator of Datadog.
const OF_CONTROLLERS: [&str; 3] =
    ["cni.istio.io/not-ready", "readiness.k8s.io/", "agent.datadoghq.com/not-ready"];

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let pools: Vec<(usize, &Object)> = run.set.of_kind("karpenter.sh", "NodePool").collect();
    if pools.is_empty() {
        return;
    }
    let agents: Vec<DaemonSetContext<'_>> = daemon_sets(run).collect();
    if agents.is_empty() {
        return;
    }
    for (index, pool) in pools {
        for (path, taint) in startup_taints(pool) {
            let owner = OWNERS.iter().find(|(key, _)| *key == taint.key);
            let tolerates =
                |cx: &DaemonSetContext<'_>| Tolerations::for_daemon_pod(cx.pod).tolerating(&taint).is_some();
            let place = object(run, index);
            match owner {
                None if OF_CONTROLLERS.iter().any(|known| taint.key.starts_with(known)) => {}
                None if !agents.iter().any(tolerates) => {
                    let pool = named(pool);
                    out.report(place.at(&path), format!("no DaemonSet tolerates the startup taint {taint}"))
                        .marker(format!("nodes of {pool} wait for someone to take it off"))
                        .help("let the agent that takes it off tolerate it, or remove it from the pool");
                }
                None => {}
                Some((_, image)) => {
                    for cx in agents.iter().filter(|cx| runs(cx, image) && !tolerates(cx)) {
                        let finding = out
                            .report(
                                at_tolerations(cx),
                                format!("does not tolerate its own startup taint {taint}"),
                            )
                            .help(format!("tolerate it:\n{}", taint.toleration()));
                        finding.other_party(&place, &path, "nodes are born with it and wait for the agent");
                    }
                }
            }
        }
    }
}

fn startup_taints(pool: &Object) -> Vec<(FieldPath, Taint)> {
    let path = FieldPath::parse("spec.template.spec.startupTaints");
    let list = pool.node().at(&path).and_then(Node::as_list).unwrap_or_default();
    let text =
        |taint: Node<'_>, key: &str| taint.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let taints = list.iter().enumerate().map(|(index, taint)| {
        let effect = TaintEffect::from(text(taint, "effect").as_str());
        (path.clone().index(index), Taint { key: text(taint, "key"), value: text(taint, "value"), effect })
    });
    taints.filter(|(_, taint)| TaintEffect::REPELLING.contains(&taint.effect)).collect()
}

fn runs(cx: &DaemonSetContext<'_>, image: &str) -> bool {
    let images = cx.pod.containers.iter().filter_map(|container| container.image.as_deref());
    images.filter_map(ImageReference::parse).any(|reference| reference.path.ends_with(image))
}

fn at_tolerations(cx: &DaemonSetContext<'_>) -> Place {
    let path = FieldPath::parse("spec.template.spec.tolerations");
    match cx.object.node().at(&path) {
        Some(_) => cx.at_key(&path),
        None => cx.at_key(&FieldPath::parse("spec.template.spec.containers")),
    }
}
