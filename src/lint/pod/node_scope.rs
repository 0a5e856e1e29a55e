//! Which nodes a pod asks for, as far as its manifest shows without any node at hand.

use k8s_openapi::api::core::v1::{NodeSelectorRequirement, NodeSelectorTerm, PodSpec};

use crate::lint::engine::context::Context;
use crate::lint::knowledge::agent_words::words;
use crate::yaml::FieldPath;

/// Labels that every node has, so that asking for them picks no pool.
const EVERYWHERE: [&str; 4] =
    ["kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch"];

/// The labels among them that name the operating system.
const OS_KEYS: [&str; 2] = ["kubernetes.io/os", "beta.kubernetes.io/os"];

/// Labels of virtual nodes; staying away from them picks no pool either.
const VIRTUAL_NODE_KEYS: [&str; 4] =
    ["eks.amazonaws.com/compute-type", "type", "virtual-kubelet.io/provider", "kwok.x-k8s.io/node"];

/// Whether nothing but taints keeps the pod from Linux nodes in general, control plane nodes among them.
///
/// A node name, a label of some pool, a device that must be there or another operating system narrow the DaemonSet on
/// purpose. The operating system Linux, an architecture, and the exclusion of virtual nodes do not.
pub(crate) fn is_for_every_node(pod: &PodSpec) -> bool {
    pod.node_name.as_deref().is_none_or(str::is_empty)
        && pod.os.as_ref().is_none_or(|os| os.name == "linux")
        && !has_narrow_selector(pod)
        && !has_narrow_affinity(pod)
        && !needs_device(pod)
}

/// Whether the pod asks for control plane nodes, by their present or their former label.
pub(crate) fn is_for_control_plane(pod: &PodSpec) -> bool {
    const ROLES: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];
    let asks_for = |requirement: &NodeSelectorRequirement| {
        ROLES.contains(&requirement.key.as_str()) && matches!(requirement.operator.as_str(), "Exists" | "In")
    };
    let affinity = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let required =
        affinity.and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
    let terms = required.map(|selector| &selector.node_selector_terms).filter(|terms| !terms.is_empty());
    pod.node_selector.iter().flatten().any(|(key, _)| ROLES.contains(&key.as_str()))
        || terms.is_some_and(|terms| {
            terms.iter().all(|term| term.match_expressions.iter().flatten().any(asks_for))
        })
}

fn has_narrow_selector(pod: &PodSpec) -> bool {
    pod.node_selector.iter().flatten().any(|(key, value)| {
        !EVERYWHERE.contains(&key.as_str()) || (OS_KEYS.contains(&key.as_str()) && value != "linux")
    })
}

/// Whether a label is on every node, or marks those without a machine, so that asking for it picks no pool.
pub(crate) fn is_given(key: &str) -> bool {
    EVERYWHERE.contains(&key) || VIRTUAL_NODE_KEYS.contains(&key) || key == "kubernetes.io/hostname"
}

/// Whether every term is narrow; terms are alternatives, and one that is wide opens them all.
fn has_narrow_affinity(pod: &PodSpec) -> bool {
    let terms = required_terms(pod);
    !terms.is_empty() && terms.iter().all(is_narrow_term)
}

fn is_narrow_term(term: &NodeSelectorTerm) -> bool {
    let expressions = term.match_expressions.as_deref().unwrap_or_default();
    let fields = term.match_fields.as_deref().unwrap_or_default();
    // A term that asks for nothing matches nothing.
    !fields.is_empty() || expressions.is_empty() || expressions.iter().any(is_narrow)
}

fn is_narrow(requirement: &NodeSelectorRequirement) -> bool {
    let NodeSelectorRequirement { key, operator, values } = requirement;
    let key = key.as_str();
    let values = values.as_deref().unwrap_or_default();
    if OS_KEYS.contains(&key) {
        let names_linux = values.iter().any(|value| value == "linux");
        return (operator == "In" && !names_linux) || (operator == "NotIn" && names_linux);
    }
    let excludes = matches!(operator.as_str(), "NotIn" | "DoesNotExist");
    let is_given = EVERYWHERE.contains(&key) || (excludes && VIRTUAL_NODE_KEYS.contains(&key));
    !is_given
}

/// Whether a container asks for a device such as `nvidia.com/gpu`: the scheduler takes only nodes that have one.
pub(crate) fn needs_device(pod: &PodSpec) -> bool {
    let containers = pod.containers.iter().chain(pod.init_containers.iter().flatten());
    let resources = containers.filter_map(|container| container.resources.as_ref());
    resources
        .flat_map(|resources| [&resources.requests, &resources.limits])
        .flatten()
        .any(|list| list.keys().any(|name| name.contains('/') && !name.contains("kubernetes.io/")))
}

/// Whether the pod asks for Windows nodes, by its operating system or by a selector.
pub(crate) fn asks_for_windows(pod: &PodSpec) -> bool {
    let by_selector = pod.node_selector.iter().flatten();
    pod.os.as_ref().is_some_and(|os| os.name == "windows")
        || by_selector.into_iter().any(|(key, value)| OS_KEYS.contains(&key.as_str()) && value == "windows")
        || required_terms(pod).iter().any(asks_term_for_windows)
}

fn asks_term_for_windows(term: &NodeSelectorTerm) -> bool {
    let mut expressions = term.match_expressions.iter().flatten();
    expressions.any(|one| {
        let names_windows = one.values.iter().flatten().any(|value| value == "windows");
        OS_KEYS.contains(&one.key.as_str()) && one.operator == "In" && names_windows
    })
}

/// The alternatives of the required node affinity; empty without one.
pub(crate) fn required_terms(pod: &PodSpec) -> &[NodeSelectorTerm] {
    let affinity = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let required =
        affinity.and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
    required.map(|selector| selector.node_selector_terms.as_slice()).unwrap_or_default()
}

/// Where [`required_terms`] are written.
pub(crate) fn required_terms_path() -> FieldPath {
    FieldPath::parse(
        "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
    )
}

/// Whether a workload belongs to `OpenShift`, which keeps the former names of control plane taint and label: its namespace, its
/// name or the end of the path of its file says so.
pub(crate) fn is_for_openshift(cx: &Context<'_>) -> bool {
    const NAMES: [&str; 3] = ["openshift", "okd", "ocp"];
    let file = cx.run.set.files[cx.object.file].name();
    let id = &cx.object.id;
    let own = [id.namespace.as_deref(), id.name.as_deref()].into_iter().flatten();
    let mut near = own.chain(file.rsplit('/').take(3));
    near.any(|text| words(&text.to_ascii_lowercase()).any(|word| NAMES.contains(&word)))
}
