//! short-toleration-seconds: a finite tolerationSeconds that evicts pods of a DaemonSet, or makes them come and go.

use crate::lint::knowledge::known_taints::is_transient;
use crate::lint::prelude::*;
use crate::placement::{Taint, TaintEffect, Toleration, TolerationOperator, Tolerations};

pub(super) static RULE: Rule = Rule {
    id: "short-toleration-seconds",
    summary: "a finite tolerationSeconds evicts the agent, and the controller brings it back",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A toleration for NoExecute with tolerationSeconds that decides about an eviction. Either it covers the taints for nodes that are not
ready or not reachable, and comes before the unlimited toleration that the DaemonSet controller appends (`operator: Exists` without a
key, or the key without `operator: Exists`); or it covers a taint that stays. Tolerations that the controller replaces by its own
are not reported, nor are taints of nodes that go away (shutdown, autoscalers), nor any toleration behind an unlimited one for
the same taint.",
        why: "\
Of several tolerations for a taint the first in the list decides how long a pod stays. The controller only replaces tolerations
that are equal to its own in key, operator, value and effect, so any other one that comes first wins: 60 seconds after a node loses
its heartbeat the agent is evicted from it, though pods of DaemonSets are said never to be.
With a taint that stays it is a loop: the controller counts the taint as tolerated whatever the seconds and creates a pod, the
taint manager evicts it when its time is up, the controller creates the next. `kubectl get events` shows Killing and
SuccessfulCreate by turns, for as long as the node lives; with 0 seconds without a pause.",
        remedy: "\
Drop tolerationSeconds: an agent that belongs on the node stays there. If it does not belong there, drop the toleration.",
        bad: "
tolerations:
  - {operator: Exists, effect: NoExecute, tolerationSeconds: 60}
",
        good: "
tolerations:
  - {operator: Exists, effect: NoExecute}
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations",
        ],
    },
    check: Check::DaemonSet(check),
};

const UNREADY: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// A key that nobody tolerates by name.
const SOME_KEY: &str = "example.com/some-taint";

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = Tolerations::for_daemon_pod(cx.pod);
    for index in 0..cx.pod.tolerations.iter().flatten().count() {
        // What the template lists keeps its place; the controller replaces some and appends others.
        let Some(own) = all.iter().nth(index) else { return };
        let Some(seconds) = own.seconds.filter(|_| own.effect == Some(TaintEffect::NoExecute)) else {
            continue;
        };
        // Without a key only Exists is legal: invalid-toleration.
        if own.key.is_empty() && own.operator != TolerationOperator::Exists {
            continue;
        }
        let evicts = UNREADY.iter().any(|key| decides(&all, own, &taint(key, "")));
        let churns = lasting_taint(own).is_some_and(|taint| decides(&all, own, &taint));
        let message = match (evicts, churns) {
            (true, _) => format!("the agent is evicted {seconds} s after its node is not ready"),
            (false, true) if seconds <= 0 => {
                "the agent is evicted at once and created anew, without end".to_owned()
            }
            (false, true) => format!("the agent is evicted every {seconds} s and created anew"),
            (false, false) => continue,
        };
        let path = FieldPath::parse("spec.template.spec.tolerations").index(index).key("tolerationSeconds");
        out.report(cx.at(&path), message)
            .help("drop tolerationSeconds: the controller wants the pod there whatever the seconds")
            .fix(Applicability::Unsafe, "remove tolerationSeconds", cx.remove(&path));
    }
}

fn taint(key: &str, value: &str) -> Taint {
    Taint { key: key.to_owned(), value: value.to_owned(), effect: TaintEffect::NoExecute }
}

/// A taint that the toleration covers and that does not go away by itself.
fn lasting_taint(own: &Toleration) -> Option<Taint> {
    let key = if own.key.is_empty() { SOME_KEY } else { &own.key };
    let value = if own.operator == TolerationOperator::Exists { "" } else { &own.value };
    let taint = taint(key, value);
    (!is_transient(&taint)).then_some(taint)
}

/// Whether of all tolerations this is the one whose seconds count.
fn decides(all: &Tolerations, own: &Toleration, taint: &Taint) -> bool {
    all.tolerating(taint).is_some_and(|first| std::ptr::eq(first, own))
}
