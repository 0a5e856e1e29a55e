//! unsafe-max-unavailable: an update that takes out most nodes at once.

use crate::coverage::{Amount, Rollout};
use crate::lint::pod::agent_class::{AgentClass, agent_class};
use crate::lint::pod::host_access::{host_paths, is_in};
use crate::lint::pod::one_shot::is_one_shot;
use crate::lint::pod::purpose::{Purpose, purpose};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsafe-max-unavailable",
    summary: "a rolling update takes the agent off most nodes at once",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[RuleOption::Number(&MAX_PERCENT)],
    yields_to: &[],
    page: Page {
        what: "\
maxUnavailable is a percentage above 50%, or, with nodes (--nodes), a number that reaches more than half of the nodes
which the DaemonSet covers. It is an error where the value takes out every node at once and the agent is one that all
pods of its node depend on: a CNI plugin or service proxy, a DNS cache. A CSI node plugin is a warning, since volumes that
are mounted stay so; agents that read files of logs, which wait for them, and agents of storage that are no CSI plugin are a
note: there it may be a choice. What the agent is shows in the paths that it mounts (/etc/cni/net.d, /opt/cni/bin, /var/lib/kubelet/plugins
with /var/lib/kubelet/pods), in its name and in well-known images (kube-proxy, csi-node-driver-registrar,
k8s-dns-node-cache).

Both knobs of a DaemonSet round up, unlike those of a Deployment: 33% of 10 nodes are 4. The base is the number of
nodes that should run a pod, not the size of the cluster. OnDelete, maxSurge and values that the API server refuses
are left to other rules; a DaemonSet whose containers only sleep once its work on the node is done has nothing to lose.",
        why: "\
The controller deletes as many old pods as maxUnavailable allows before any new pod is ready. With 100% it deletes all
of them in one step, then pulls the image on all nodes at once, and if the new version does not start there is no old
one left anywhere. For a metrics agent that is a gap in every graph. For a CNI plugin no pod starts in the cluster
(`failed to setup network for sandbox`), the replacement pods of other rollouts included; for a CSI plugin volumes can
neither be mounted nor released. A bad version stops a rollout at maxUnavailable nodes: that number is the size of the
accident.",
        remedy: "\
Use 10%; projects with hundreds of nodes have settled on that, and on 33% for agents that nothing depends on. 1, the
default, is safest and slow: each node waits for the one before. Agents that hold no host port and no socket of the
node can use `maxSurge: 10%` with `maxUnavailable: 0`, and are never away. minReadySeconds gives a bad version time to
fail before the next nodes follow.",
        bad: "
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 100%
",
        good: "
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 10%
",
        links: &[
            "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
        ],
    },
    check: Check::DaemonSet(check),
};

static MAX_PERCENT: NumberOption = NumberOption {
    name: "max-percent",
    summary: "largest share of the nodes that an update may take at once",
    unit: Unit::Percent,
    default: 50,
    min: 1,
    max: 100,
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some(rollout) = Rollout::of(cx.spec) else { return };
    let nodes = desired_nodes(cx);
    let max_percent = u64::try_from(cx.options.number(&MAX_PERCENT)).unwrap_or(u64::MAX);
    let Some(reach) = reach(&rollout, nodes, max_percent) else { return };
    let purpose = purpose(cx);
    if is_one_shot(cx.pod) || purpose == Purpose::Once {
        return;
    }
    let path = FieldPath::parse("spec.updateStrategy.rollingUpdate.maxUnavailable");
    let finding = out
        .report(cx.at(&path), reach.message)
        .help("set maxUnavailable to 10% or a small number: a bad version then stops at that many nodes");
    if let Some(marker) = reach.marker {
        finding.marker(marker);
    }
    let Some((class, evidence)) = agent_class(cx) else {
        if purpose == Purpose::Storage || reads_logs(cx, purpose) {
            // A decision, and the number is the author's.
            finding.severity(Severity::Note);
        } else {
            finding.fix(Applicability::Unsafe, TITLE, cx.set(&path, "10%"));
        }
        return;
    };
    finding.fix(Applicability::Unsafe, TITLE, cx.set(&path, "10%"));
    finding.label(cx.at(&evidence).span, class_words(class));
    // Volumes that are mounted stay so while a CSI plugin is away.
    if reach.is_total && class != AgentClass::Storage {
        finding.severity(Severity::Error);
    }
}

/// Whether the agent reads files of logs, which wait for it.
fn reads_logs(cx: &DaemonSetContext<'_>, purpose: Purpose) -> bool {
    const FOLDERS: [&str; 2] = ["/var/log", "/var/lib/docker/containers"];
    purpose == Purpose::Observer
        && host_paths(cx.pod).any(|(_, path)| FOLDERS.iter().any(|folder| is_in(path, folder)))
}

const TITLE: &str = "set maxUnavailable to 10%";

/// How far an update reaches, where that is too far.
struct Reach {
    message: String,
    marker: Option<String>,
    /// Whether it takes out every node.
    is_total: bool,
}

/// The reach with nodes, or by itself; none if it is not too far. One node at a time is never too far.
fn reach(rollout: &Rollout, nodes: Option<u64>, max_percent: u64) -> Option<Reach> {
    let written = match rollout.max_unavailable {
        Amount::Percent(percent) => format!("{percent}%"),
        Amount::Count(count) => count.to_string(),
    };
    let Some(nodes) = nodes else {
        let Amount::Percent(percent) = rollout.max_unavailable else { return None };
        if percent <= max_percent {
            return None;
        }
        let is_total = percent == 100;
        let which = if is_total { "every node".to_owned() } else { format!("{percent}% of all nodes") };
        let message = format!("an update takes the agent off {which} at once");
        return Some(Reach { message, marker: None, is_total });
    };
    let taken = rollout.unavailable_at_once(nodes);
    let too_far = match rollout.max_unavailable {
        Amount::Percent(percent) => percent > max_percent,
        Amount::Count(_) => taken * 100 > nodes * max_percent,
    };
    (taken > 1 && too_far).then(|| Reach {
        message: format!("an update takes the agent off {taken} of {nodes} nodes at once"),
        marker: Some(arithmetic(&written, rollout.max_unavailable, taken, nodes)),
        is_total: taken == nodes,
    })
}

/// `60% of 33 nodes, rounded up, is 20`.
fn arithmetic(written: &str, amount: Amount, taken: u64, nodes: u64) -> String {
    match amount {
        Amount::Percent(_) => format!("{written} of {nodes} nodes, rounded up, is {taken}"),
        Amount::Count(_) if taken == nodes => format!("{written}, and the DaemonSet covers {nodes} nodes"),
        Amount::Count(_) => format!("{written} of the {nodes} nodes that the DaemonSet covers"),
    }
}

/// The number of nodes that should have a pod: the base of the percentage.
fn desired_nodes(cx: &DaemonSetContext<'_>) -> Option<u64> {
    let fleet = &cx.run.coverage?.fleet;
    if fleet.nodes().is_empty() {
        return None;
    }
    u64::try_from(cx.coverage()?.counts(fleet).desired).ok()
}

fn class_words(class: AgentClass) -> String {
    format!("a {}: {}", class.name(), class.loss())
}
