//! pinned-to-node: a DaemonSet for one node, by its name.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::NodeSelectorTerm;

use crate::lint::engine::placeholder::is_placeholder;
use crate::lint::pod::node_constraints::{selector_constraints, term_constraints};
use crate::lint::pod::node_scope::{required_terms, required_terms_path};
use crate::lint::prelude::*;
use crate::placement::FieldRequirement;

pub(super) static RULE: Rule = Rule {
    id: "pinned-to-node",
    summary: "the DaemonSet names the one node that it runs on",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
nodeName is set, or nodeSelector or every term of the required node affinity asks for one and the same node by
kubernetes.io/hostname or metadata.name. A list of several names is not reported, and neither are placeholders that
another program fills in.",
        why: "\
Names of nodes do not last. An autoscaler, an upgrade of the pool or a repair replaces the machine, the new one has
another name, and the DaemonSet has nowhere to run: DESIRED 0, without an event. nodeName has a second side: such a pod
is born on the node and never meets the scheduler, so that it is not queued when the node is full but rejected there
(`OutOfcpu`), and tried again and again.",
        remedy: "\
Give the node a label that says what it is for (`kubectl label node worker-7 example.com/gateway=true`, or in the
definition of its pool) and select that; a replacement then takes over. If one pod on one node is all that is wanted, a
Deployment with one replica and the same selector is simpler.",
        bad: "
nodeSelector:
  kubernetes.io/hostname: worker-7
",
        good: "
nodeSelector:
  example.com/gateway: \"true\"
",
        links: &[
            "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes",
        ],
    },
    check: Check::DaemonSet(check),
};

const HOSTNAME: &str = "kubernetes.io/hostname";

/// Names of nodes, each with the place that asks for it.
type Names<'a> = BTreeMap<&'a str, FieldPath>;

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let Some((name, path)) = pinned(cx) else { return };
    if is_placeholder(name) {
        return;
    }
    let message = if path.last_key() == Some("nodeName") {
        "bound to one node by its name, past the scheduler"
    } else {
        "runs on one node only, by its name"
    };
    out.report(cx.at(&path), message)
        .help("label the node for its purpose and select the label: a replacement has another name");
}

/// The one node that the pod can run on, with the place that says so.
fn pinned<'a>(cx: &DaemonSetContext<'a>) -> Option<(&'a str, FieldPath)> {
    if let Some(name) = cx.pod.node_name.as_deref().filter(|name| !name.is_empty()) {
        return Some((name, FieldPath::parse("spec.template.spec.nodeName")));
    }
    let selector = selector_constraints(cx.pod).into_iter().find(|pair| pair.key == HOSTNAME);
    if let Some(pair) = selector {
        return Some((*pair.values.first()?, pair.path));
    }
    let mut names = Names::new();
    for (index, term) in required_terms(cx.pod).iter().enumerate() {
        names.extend(names_of(index, term)?);
    }
    if names.len() > 1 {
        return None;
    }
    names.into_iter().next()
}

/// The names that a term lets in; none if it asks for no names.
fn names_of(index: usize, term: &NodeSelectorTerm) -> Option<Names<'_>> {
    let labels =
        term_constraints(index, term).into_iter().find(|one| one.key == HOSTNAME && one.operator == "In");
    if let Some(constraint) = labels {
        let values = constraint.path.key("values");
        let named = constraint.values.into_iter().enumerate();
        return Some(named.map(|(at, name)| (name, values.clone().index(at))).collect());
    }
    let mut fields = term.match_fields.iter().flatten().enumerate();
    let (at, field) =
        fields.find(|(_, field)| field.key == FieldRequirement::NAME && field.operator == "In")?;
    let values = required_terms_path().index(index).key("matchFields").index(at).key("values");
    let named = field.values.iter().flatten().enumerate();
    Some(named.map(|(at, name)| (name.as_str(), values.clone().index(at))).collect())
}
