//! What the server refuses in the pods only: it fills in their gaps first, and admission plugins see them.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{ContainerPort, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as ApiQuantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::resources::{amount, below_sum, read, without_limits};
use super::{Sink, metadata};
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::{has_placeholder, is_operator_asset};
use crate::placement::pod_requests;
use crate::words::nearest;
use crate::yaml::FieldPath;

/// Priorities of the classes that every cluster has.
const CLASSES: [(&str, i32); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// What only those may start with (`SystemPriorityClassPrefix` in `pkg/apis/scheduling/types.go`, held by
/// `ValidatePriorityClass` in `pkg/apis/scheduling/validation/validation.go`, 1.37).
const RESERVED: &str = "system-";

/// `ValidatePodCreate` in `pkg/apis/core/validation/validation.go` after `SetDefaults_Pod` in
/// `pkg/apis/core/v1/defaults.go`, and the admission plugins `Priority` and `RuntimeClass`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    if !is_operator_asset(cx.pod) {
        images(cx, sink);
    }
    host_ports(cx, sink);
    if let Some(whole) = &cx.pod.resources {
        pod_level(cx, whole, sink);
    }
    priority(cx, sink);
    overhead(cx, sink);
    let metadata = cx.spec.template.metadata.as_ref();
    let finalizers = metadata.and_then(|metadata| metadata.finalizers.as_deref());
    metadata::finalizers(finalizers, &FieldPath::parse("spec.template.metadata.finalizers"), sink);
    gates(cx, sink);
    label_keys(cx, sink);
}

/// `validateContainerOnlyForPod`.
fn images(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    for (path, container) in cx.containers() {
        let image = container.image.as_deref().unwrap_or_default();
        if image.trim() != image {
            sink.invalid(path.key("image"), "spaces around the image").help("remove them");
        }
    }
}

/// `defaultHostNetworkPorts`: on the network of the node each port of a container is a port of the node.
fn host_ports(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    if cx.pod.host_network != Some(true) {
        return;
    }
    let mut shared = BTreeMap::new();
    for (path, container) in cx.containers() {
        let is_init = path.parent().is_some_and(|list| list.last_key() == Some("initContainers"));
        let mut own = BTreeMap::new();
        let taken = if is_init { &mut own } else { &mut shared };
        for (index, port) in container.ports.iter().flatten().enumerate() {
            let path = path.clone().key("ports").index(index);
            let claim = claim(port);
            let Some((first, was_written)) = taken.get(&claim) else {
                taken
                    .insert(claim, (path.key("containerPort"), port.host_port.is_some_and(|port| port != 0)));
                continue;
            };
            let is_written = port.host_port.is_some_and(|port| port != 0);
            // Two ports of the node that are both written are refused in the template.
            if !(is_written && *was_written) {
                sink.invalid(
                    path.clone().key("containerPort"),
                    format!("{} {} of the node is taken twice", claim.0, claim.2),
                )
                .named(path.key("hostPort"))
                .other(first.clone(), "it is taken here, too: the pod is on the network of the node")
                .help("declare the port once, or let one of the processes listen elsewhere");
            }
        }
    }
}

fn claim(port: &ContainerPort) -> (String, String, i32) {
    let protocol = port.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP");
    let number = port.host_port.filter(|number| *number != 0).unwrap_or(port.container_port);
    (protocol.to_owned(), port.host_ip.clone().unwrap_or_default(), number)
}

/// `defaultPodRequests` fills in what the pod as a whole asks for; then requests are held against limits again.
fn pod_level(cx: &DaemonSetContext<'_>, whole: &ResourceRequirements, sink: &mut Sink<'_>) {
    let path = FieldPath::parse("spec.template.spec.resources");
    let mut parts = cx.pod.clone();
    parts.resources = None;
    parts.overhead = None;
    let sum = pod_requests(&parts);
    let has_limits = whole.limits.as_ref().is_some_and(|limits| !limits.is_empty());
    for (name, quantity) in whole.limits.iter().flatten().filter(|_| has_limits) {
        let is_written = amount(whole.requests.as_ref(), name).is_some();
        let (Some(limit), Some(sum)) = (read(quantity), sum.get(name)) else { continue };
        if !is_written && sum > limit {
            sink.invalid_entry(
                &path.clone().key("limits"),
                name,
                format!("below {sum}, which its containers request"),
            )
            .named(path.clone().key("requests"))
            .help("raise it, or request less in the containers");
        }
    }
    // What the template asks for itself is refused there.
    let told = pod_requests(&without_limits(cx.pod));
    let is_told = |name: &String, own: &ApiQuantity| {
        read(own).zip(told.get(name)).is_some_and(|(own, told)| own < told)
    };
    let mut rest = whole.clone();
    rest.requests.iter_mut().for_each(|requests| requests.retain(|name, own| !is_told(name, own)));
    below_sum(&rest, &sum, &path, sink);
}

/// The plugin `Priority` computes the number from the class, and refuses another one.
fn priority(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let class = cx.pod.priority_class_name.as_deref().unwrap_or_default();
    let known = CLASSES.iter().find(|(name, _)| *name == class).map(|(_, number)| *number);
    let computed = if class.is_empty() { Some(0) } else { known };
    if known.is_none() && class.starts_with(RESERVED) && !has_placeholder(class) {
        let names = CLASSES.iter().map(|(name, _)| *name);
        let meant = nearest(class, names, 0.0).unwrap_or_default();
        sink.invalid(spec.clone().key("priorityClassName"), format!("no such class; did you mean {meant}?"))
            .help(format!("write {meant}: no other class may start with {RESERVED}"));
    }
    if let (Some(computed), Some(written)) = (computed, cx.pod.priority)
        && computed != written
    {
        sink.invalid(spec.clone().key("priority"), format!("must be {computed}, as the class has it"))
            .help("remove it, and name a PriorityClass in priorityClassName");
    }
    if computed.is_some() && cx.pod.preemption_policy.as_deref() == Some("Never") {
        sink.invalid(spec.key("preemptionPolicy"), "Never is not what the class has")
            .help("remove it, and name a PriorityClass with `preemptionPolicy: Never`");
    }
}

/// The plugin `RuntimeClass`: overhead is for the class to say.
fn overhead(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    if cx.pod.overhead.is_some() && cx.pod.runtime_class_name.is_none() {
        sink.invalid(
            FieldPath::parse("spec.template.spec.overhead"),
            "not without a RuntimeClass that has it",
        )
        .help("remove it: the RuntimeClass brings it along");
    }
}

fn gates(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let has_gates = cx.pod.scheduling_gates.as_ref().is_some_and(|gates| !gates.is_empty());
    if has_gates && cx.pod.node_name.as_ref().is_some_and(|name| !name.is_empty()) {
        sink.invalid(FieldPath::parse("spec.template.spec.nodeName"), "not with schedulingGates")
            .help("keep one of them");
    }
}

/// `applyMatchLabelKeysAndMismatchLabelKeys` in `pkg/registry/core/pod/strategy.go`, 1.37 writes the value of the pod into
/// the selector, which must not have the key then.
fn label_keys(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let list = spec.clone().key("topologySpreadConstraints");
    for (index, constraint) in cx.pod.topology_spread_constraints.iter().flatten().enumerate() {
        let keys = constraint.match_label_keys.as_deref();
        repeated(cx, keys, constraint.label_selector.as_ref(), &list.clone().index(index), sink);
    }
    let Some(affinity) = &cx.pod.affinity else { return };
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    let of_pods = affinity.pod_affinity.as_ref().map(|pods| {
        (
            "podAffinity",
            &pods.required_during_scheduling_ignored_during_execution,
            &pods.preferred_during_scheduling_ignored_during_execution,
        )
    });
    let against_pods = affinity.pod_anti_affinity.as_ref().map(|pods| {
        (
            "podAntiAffinity",
            &pods.required_during_scheduling_ignored_during_execution,
            &pods.preferred_during_scheduling_ignored_during_execution,
        )
    });
    for (field, hard, soft) in of_pods.into_iter().chain(against_pods) {
        let path = spec.clone().key("affinity").key(field);
        for (index, term) in hard.iter().flatten().enumerate() {
            let path = path.clone().key(required).index(index);
            repeated(cx, term.match_label_keys.as_deref(), term.label_selector.as_ref(), &path, sink);
        }
        for (index, term) in soft.iter().flatten().enumerate() {
            let term = &term.pod_affinity_term;
            let path = path.clone().key(preferred).index(index).key("podAffinityTerm");
            repeated(cx, term.match_label_keys.as_deref(), term.label_selector.as_ref(), &path, sink);
        }
    }
}

fn repeated(
    cx: &DaemonSetContext<'_>,
    keys: Option<&[String]>,
    selector: Option<&LabelSelector>,
    path: &FieldPath,
    sink: &mut Sink<'_>,
) {
    let Some(selector) = selector else { return };
    let labels = cx.spec.template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
    let in_expressions: BTreeSet<&String> =
        selector.match_expressions.iter().flatten().map(|expression| &expression.key).collect();
    let has = |key: &String| {
        selector.match_labels.as_ref().is_some_and(|pairs| pairs.contains_key(key))
            || in_expressions.contains(key)
    };
    let mut known: BTreeSet<&String> = BTreeSet::new();
    for (index, key) in keys.unwrap_or_default().iter().enumerate() {
        let is_again = !known.insert(key);
        // A key that the pod does not have is left out.
        if (is_again || has(key)) && labels.is_some_and(|labels| labels.contains_key(key)) {
            sink.invalid(
                path.clone().key("matchLabelKeys").index(index),
                if is_again {
                    format!("{key} is there twice")
                } else {
                    format!("{key} is in the labelSelector, too")
                },
            )
            .named(path.clone().index(index))
            .help("remove it from one of them");
        }
    }
}
