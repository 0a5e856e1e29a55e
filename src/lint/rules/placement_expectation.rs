//! placement-expectation: a DaemonSet lands elsewhere than its annotation or the config declares.

use crate::coverage::{Declaration, Declarer, Members, Outcome, expect_path};
use crate::lint::prelude::*;
use crate::words::shortened;

pub(super) static RULE: Rule = Rule {
    id: "placement-expectation",
    summary: "the DaemonSet does not land on the nodes that are declared for it",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The annotation daemonset-lint/expect, or an entry under `expectations` in .daemonset-lint.yaml, declares the nodes of the
DaemonSet, and with the given nodes or pools it lands elsewhere: declared nodes are left out, or it would run where it
must not. The annotation takes `all`, `none` or a node label selector as `kubectl get nodes -l` takes it, and declares
exactly those nodes. A declaration that cannot be read is reported too, even without nodes.",
        why: "\
Whoever drops a toleration or renames a node label sees nothing: no pod fails, there are only fewer of them. The agent is
missed weeks later, on the node whose logs are needed. A declaration turns that into a failed build.",
        remedy: "\
`kubectl daemonset-lint coverage` prints why each node is left out. Change the placement (tolerations, nodeSelector,
affinity), or the declaration if the nodes are meant to be left out.",
        bad: "
metadata:
  annotations:
    daemonset-lint/expect: all                # the control plane is tainted, and nothing tolerates that
",
        good: "
metadata:
  annotations:
    daemonset-lint/expect: \"!node-role.kubernetes.io/control-plane\"
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled",
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Names that a finding shows.
const NAMES: usize = 4;

/// Characters of a problem that a message shows: quoted parts of a selector can be of any length.
const MOST: usize = 90;

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    for declaration in cx.declarations() {
        if let Err(error) = &declaration.expectation {
            let help = if declaration.text.is_empty() {
                "write all, none or a label selector; quote one that starts with an exclamation mark"
            } else {
                "write all, none or a label selector as `kubectl get nodes -l` takes it: a=b,c!=d,e in (x,y),!f"
            };
            out.report(place(cx, declaration), format!("no node set: {}", shortened(&error.problem, MOST)))
                .help(help);
        }
    }
    let outcomes = cx.coverage().map_or(&[][..], |coverage| &coverage.outcomes);
    for outcome in outcomes {
        if outcome.declaration.expectation.is_ok() && !outcome.is_met() {
            unmet(cx, outcome, out);
        }
    }
}

fn unmet(cx: &DaemonSetContext<'_>, outcome: &Outcome, out: &mut Findings) {
    let parts = [
        (&outcome.missing, "leaves out", "declared", "missing"),
        (&outcome.unexpected, "runs on", "ruled out", "unexpected"),
    ];
    let present = || parts.iter().filter(|(members, ..)| !members.is_empty());
    let message = present().map(|(members, verb, how, _)| {
        format!("{verb} {} that {} {how}", count(members), if members.len() == 1 { "is" } else { "are" })
    });
    let marker = present().map(|(members, .., word)| format!("{word}: {}", names(cx, members)));
    let finding = out.report(place(cx, &outcome.declaration), message.collect::<Vec<_>>().join(" and "));
    finding.marker(marker.collect::<Vec<_>>().join("; "));
    finding.help(match &outcome.declaration.by {
        Declarer::Annotation => "`coverage` says why; change the placement, or what is declared".to_owned(),
        Declarer::Config(at) => format!(
            "{at} declares {}; `coverage` says why; change the placement, or what is declared",
            outcome.declaration.text
        ),
    });
}

/// The annotation, or the name where a config declares.
fn place(cx: &DaemonSetContext<'_>, declaration: &Declaration) -> Place {
    match declaration.by {
        Declarer::Annotation => cx.at(&expect_path()),
        Declarer::Config(_) => cx.at(&FieldPath::parse("metadata.name")),
    }
}

fn count(members: &Members) -> String {
    let part = |count: usize, noun: &str| match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    };
    let parts = [part(members.nodes.len(), "node"), part(members.pools.len(), "pool")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn names(cx: &DaemonSetContext<'_>, members: &Members) -> String {
    let Some(coverage) = cx.run.coverage else { return String::new() };
    let mut names: Vec<&str> = members.names(&coverage.fleet).take(NAMES).collect();
    let more = format!("and {} more", members.len().saturating_sub(NAMES));
    if members.len() > NAMES {
        names.push(&more);
    }
    names.join(" ")
}
