//! namespace-node-selector-conflict: a namespace that narrows the nodes of a DaemonSet behind its back.

use k8s_openapi::api::core::v1::{
    Affinity, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec,
};

use crate::lint::cluster::namespaces::Namespaces;
use crate::lint::engine::daemon_sets::{daemon_sets_if, object};
use crate::lint::prelude::*;
use crate::placement::{DaemonPod, may_meet};

pub(super) static RULE: Rule = Rule {
    id: "namespace-node-selector-conflict",
    summary: "the node selector of the namespace leaves out nodes that the DaemonSet wants",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The Namespace of the DaemonSet is in the run and has the annotation openshift.io/node-selector or
scheduler.alpha.kubernetes.io/node-selector, and the DaemonSet's own nodeSelector and required affinity admit nodes that the
annotation leaves out. With nodes (--nodes), only if there are such nodes. An empty annotation is what takes the default
selector of the cluster off, and is fine.",
        why: "\
Admission writes the selector of the namespace into every pod; the controller of DaemonSets does not know of it. It wants a pod
on each node that the template admits, and the pod that it gets says that it may not run there: MatchNodeSelector. Pods fail
and are created anew without end, or stay Pending, DESIRED is never reached, rollouts hang. Where both name one label with
different values, admission refuses every pod: `pod node label selector conflicts with its namespace node label selector`.
The same happens with the default selector of an OpenShift cluster (defaultNodeSelector), which no manifest shows.",
        remedy: "\
Agents for all nodes need a namespace with an empty selector: `openshift.io/node-selector: \"\"`. Agents for a part of the nodes
should say so themselves, with the same labels in their nodeSelector.",
        bad: "
kind: Namespace
metadata:
  name: monitoring
  annotations: {openshift.io/node-selector: node-role.kubernetes.io/worker=}
",
        good: "
kind: Namespace
metadata:
  name: monitoring
  annotations: {openshift.io/node-selector: \"\"}
",
        links: &[
            "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podnodeselector",
            "https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/nodes/using-jobs-and-daemonsets",
        ],
    },
    check: Check::Run(check),
};

const ANNOTATIONS: [&str; 2] = ["openshift.io/node-selector", "scheduler.alpha.kubernetes.io/node-selector"];

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let namespaces = Namespaces::new(run.set);
    for cx in daemon_sets_if(run, |index, _| namespaces.around(index).is_some()) {
        let Some((index, namespace)) = namespaces.around(cx.index) else { continue };
        let annotations = namespace.metadata.annotations.as_ref();
        for name in ANNOTATIONS {
            let Some(text) = annotations.and_then(|annotations| annotations.get(name)) else { continue };
            if let Some((key, value)) = pairs(text).find(|(key, value)| narrows(&cx, key, value)) {
                let finding = out.report(place(&cx, key), message(&cx, key, value)).help(format!(
                    "give the namespace an empty {name}, or put {key}: {value:?} into the nodeSelector"
                ));
                let path = FieldPath::parse("metadata.annotations").key(name);
                finding.other_party(&object(run, index), &path, "admission adds this to every pod");
                break;
            }
        }
    }
}

/// The pairs of an annotation: `a=b,c=d`.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.trim(), value.trim()))
}

/// Whether the DaemonSet admits nodes without the pair: such that exist, or, without nodes, such that could.
fn narrows(cx: &DaemonSetContext<'_>, key: &str, value: &str) -> bool {
    if let (Some(own), Some(run)) = (cx.coverage(), cx.run.coverage) {
        let fleet = &run.fleet;
        if !fleet.nodes().is_empty() {
            return fleet.nodes().iter().enumerate().any(|(index, node)| {
                own.verdict(fleet, index).should_run()
                    && node.labels.get(key).map(String::as_str) != Some(value)
            });
        }
    }
    may_meet(&DaemonPod::from(cx.pod), &DaemonPod::from(&without(key, value)))
}

/// A pod for all nodes that do not have the pair.
fn without(key: &str, value: &str) -> PodSpec {
    let requirement = NodeSelectorRequirement {
        key: key.to_owned(),
        operator: "NotIn".to_owned(),
        values: Some(vec![value.to_owned()]),
    };
    let term = NodeSelectorTerm { match_expressions: Some(vec![requirement]), match_fields: None };
    let required = NodeSelector { node_selector_terms: vec![term] };
    let node = NodeAffinity {
        required_during_scheduling_ignored_during_execution: Some(required),
        ..NodeAffinity::default()
    };
    let affinity = Affinity { node_affinity: Some(node), ..Affinity::default() };
    PodSpec { affinity: Some(affinity), ..PodSpec::default() }
}

fn message(cx: &DaemonSetContext<'_>, key: &str, value: &str) -> String {
    let own = cx.pod.node_selector.as_ref().and_then(|selector| selector.get(key));
    match own {
        Some(own) => format!("asks for {key}={own}, the namespace for {key}={value}: no pod is let in"),
        None => format!("wants nodes without {key}={value}, where the namespace lets no pod run"),
    }
}

/// The pair that contradicts, or the list that lacks one, or the DaemonSet.
fn place(cx: &DaemonSetContext<'_>, key: &str) -> Place {
    let selector = FieldPath::parse("spec.template.spec.nodeSelector");
    let pair = selector.clone().entry(key);
    if cx.object.node().at(&pair).is_some() {
        return cx.at(&pair);
    }
    if cx.object.node().at(&selector).is_some() {
        return cx.at_key(&selector);
    }
    cx.at(&FieldPath::parse("metadata.namespace"))
}
