//! mistyped-node-label: a label or value of Kubernetes itself, misspelt.

use crate::lint::engine::placeholder::is_placeholder;
use crate::lint::knowledge::node_labels::{meant_label, meant_value};
use crate::lint::pod::node_constraints::{Constraint, constraints};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "mistyped-node-label",
    summary: "a label that Kubernetes defines, or its value, is misspelt",
    category: Category::Placement,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
nodeSelector or the required node affinity names a label in the domains kubernetes.io or k8s.io that Kubernetes does not
define and that differs by a letter or two from one it does (kubernetes.io/hostnme, topology.kubernetes.io/zones,
node-role.kubernetes.io/control_plane), or a well-known name in a misspelt domain (kubernets.io/os). Or it gives
kubernetes.io/os or kubernetes.io/arch a value that no node has: Linux, x86_64, aarch64. Where an In lists real values
beside it, that is a warning. Labels of your own domains are never reported, whatever they look like.",
        why: "\
The API server checks the form of a label, not its name: it accepts all of these without a warning. No node has such a
label, so that the DaemonSet runs nowhere: `kubectl get daemonset` shows DESIRED 0, which is a complete rollout, with
nothing Pending and no event to look at. With NotIn or DoesNotExist it is the other way round: the exclusion excludes
nothing, and the agent runs where it must not. Values follow Go's names, not those of uname: x86_64 is amd64, aarch64
is arm64, and the case counts.",
        remedy: "\
Write the name that the finding suggests; `kubectl get nodes --show-labels` prints what your nodes have.",
        bad: "
nodeSelector:
  kubernetes.io/os: Linux
  kubernetes.io/arch: x86_64
",
        good: "
nodeSelector:
  kubernetes.io/os: linux
  kubernetes.io/arch: amd64
",
        links: &[
            "https://kubernetes.io/docs/reference/labels-annotations-taints/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#built-in-node-labels",
        ],
    },
    check: Check::DaemonSet(check),
};

/// A slip: where, what is wrong, what to write, and whether something else still works.
struct Slip {
    place: Place,
    text: String,
    help: String,
    is_partial: bool,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all = constraints(cx.pod);
    let slips: Vec<Slip> =
        all.iter().flat_map(|one| key_slip(cx, one).into_iter().chain(value_slips(cx, one))).collect();
    let Some((first, rest)) = slips.split_first() else { return };
    let finding = out.report(first.place.clone(), first.text.clone()).help(first.help.clone());
    let patches = all.iter().flat_map(|one| respelt(cx, one));
    finding.fix(Applicability::Unsafe, "write what comes nearest", Patch::all(patches));
    if slips.iter().all(|slip| slip.is_partial) {
        finding.severity(Severity::Warning);
    }
    for slip in rest {
        finding.label(slip.place.span, format!("{}: {}", slip.text, slip.help));
    }
}

fn key_slip(cx: &DaemonSetContext<'_>, one: &Constraint<'_>) -> Option<Slip> {
    let meant = meant_label(one.key)?;
    Some(Slip {
        place: one.key_place(cx),
        text: format!("no node has the label {}", one.key),
        help: format!("write {meant}"),
        is_partial: false,
    })
}

fn is_by_value(one: &Constraint<'_>) -> bool {
    matches!(one.operator, "In" | "NotIn")
}

fn value_slips(cx: &DaemonSetContext<'_>, one: &Constraint<'_>) -> Vec<Slip> {
    if !is_by_value(one) {
        return Vec::new();
    }
    let is_good = |value: &&str| meant_value(one.key, value).is_none();
    let is_partial = one.operator == "In" && one.values.iter().any(is_good);
    let values = one.values.iter().enumerate().filter(|(_, value)| !is_placeholder(value));
    let slips = values.filter_map(|(index, value)| {
        let help = match meant_value(one.key, value)? {
            Ok(meant) => format!("write {meant}"),
            Err(known) => format!("write one of {}", known.join(", ")),
        };
        let text = format!("no node has {}={value}", one.key);
        Some(Slip { place: one.value_place(cx, index), text, help, is_partial })
    });
    slips.collect()
}

/// What is wrong in a requirement as it was meant; nothing is written twice.
fn respelt(cx: &Context<'_>, one: &Constraint<'_>) -> Vec<Option<Patch>> {
    if let Some(meant) = meant_label(one.key) {
        // Under the right label a wrong value would show.
        let is_right = one.values.iter().all(|value| meant_value(meant, value).is_none());
        return vec![if is_right { one.with_key(cx, meant) } else { None }];
    }
    if !is_by_value(one) {
        return Vec::new();
    }
    let mut written = one.values.clone();
    let (mut patches, mut gone) = (Vec::new(), Vec::new());
    for (index, value) in one.values.iter().enumerate().filter(|(_, value)| !is_placeholder(value)) {
        match meant_value(one.key, value) {
            None => {}
            Some(Ok(meant)) if written.contains(&meant) => gone.push(index),
            Some(meant) => {
                written.extend(meant.ok());
                patches.push(meant.ok().and_then(|meant| one.with_value(cx, index, meant)));
            }
        }
    }
    if !gone.is_empty() {
        patches.push(cx.remove_items(&one.path.clone().key("values"), &gone));
    }
    patches
}
