//! api-fanout: every node watches the whole cluster.

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::lint::cluster::rbac::{Grant, Rbac, account_place, allows, gives_everything};
use crate::lint::engine::daemon_sets::{look_into, object};
use crate::lint::pod::agent_class::{AgentClass, agent_class};
use crate::lint::pod::image::ImageReference;
use crate::lint::pod::node_scope::is_for_control_plane;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "api-fanout",
    summary: "every node lists or watches objects of the whole cluster",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A ClusterRoleBinding of the run lets the DaemonSet's ServiceAccount list or watch pods, endpoints, endpoint slices, nodes or
events of all namespaces, and no container is told the name of its node (spec.nodeName of the downward API), by which it could
ask for its own part only. A note; a warning if the DaemonSet covers more than 500 nodes of an inventory, and then whether it
knows its node or not. Network agents (CNI plugins, service proxies) are left out: they need to know all of it.
So are DaemonSets that run only on control plane nodes, of which there are few, and without many nodes the agents that keep to
their node by themselves (Filebeat and other Beats, Fluent Bit).",
        why: "\
What one pod asks of the API server a DaemonSet asks as many times as there are nodes. A list of all pods of 1,000 nodes is
some hundred megabytes; when 1,000 agents start at once, after an update or because the API server was away, it has to read,
encode and send it 1,000 times. In December 2024 an agent for telemetry that did just that took the API servers of a large
operator down on hundreds of clusters, and with them DNS, for four hours. It had been tested on a small cluster, where nothing
shows: the load grows with the square of the nodes.",
        remedy: "\
Ask with the field selector `spec.nodeName=$(NODE_NAME)`, or ask the kubelet of the own node (`/pods`). Let one Deployment
watch the cluster and pass on what agents need. Many agents have an option for
it: `filter: {node_from_env_var: …}` of the OpenTelemetry k8sattributes processor, the cluster agent of Datadog. Roll out slowly
(maxUnavailable 1 to 10%), so that the lists do not come at once.",
        bad: "
kind: ClusterRole
rules:
  - {apiGroups: [\"\"], resources: [pods], verbs: [list, watch]}
",
        good: "
containers:
  - name: agent
    args: [--field-selector=spec.nodeName=$(NODE_NAME)]
    env:
      - name: NODE_NAME
        valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/",
            "https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes",
            "https://kubernetes.io/docs/concepts/cluster-administration/flow-control/",
        ],
    },
    check: Check::Run(check),
};

/// What there is much of, or what changes all the time: group and resource.
const MANY: [(&str, &str); 5] =
    [("", "pods"), ("", "endpoints"), ("discovery.k8s.io", "endpointslices"), ("", "nodes"), ("", "events")];

/// From this many nodes on it is more than a note.
const MANY_NODES: usize = 500;

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let rbac = Rbac::new(run.set);
    for (index, widest) in rbac.granted(run, widest) {
        look_into(run, index, |cx| report(cx, widest, out));
    }
}

fn report(cx: &DaemonSetContext<'_>, (role, index, what): (usize, usize, &'static str), out: &mut Findings) {
    let nodes = nodes(cx);
    let is_large = nodes.is_some_and(|nodes| nodes > MANY_NODES);
    let is_network = agent_class(cx).is_some_and(|(class, _)| class == AgentClass::Network);
    if is_network
        || is_for_control_plane(cx.pod)
        || (!is_large && (knows_its_node(cx) || asks_for_its_node(cx)))
    {
        return;
    }
    let message = match nodes.filter(|_| is_large) {
        Some(nodes) => format!("{nodes} nodes may each watch all {what} of the cluster"),
        None => format!("each node may watch all {what} of the cluster"),
    };
    let finding = out
        .report(account_place(cx), message)
        .help("ask for the own node only (fieldSelector spec.nodeName), or through one Deployment");
    if is_large {
        finding.severity(Severity::Warning);
    }
    let path = FieldPath::parse("rules").index(index);
    finding.other_party(&object(cx.run, role), &path, "allows it in every namespace");
}

/// The first of many things that an account may list or watch in every namespace, with the role and its rule; none for
/// an administrator, of whom another rule speaks.
fn widest(grants: &[Grant<'_>]) -> Option<(usize, usize, &'static str)> {
    if grants.iter().any(gives_everything) {
        return None;
    }
    let mut wide = grants.iter().filter(|grant| grant.is_cluster_wide).filter_map(|grant| grant.role);
    wide.find_map(|(role, rules)| first_of(rules).map(|(rule, what)| (role, rule, what)))
}

/// The first of many things that some rule lets list or watch.
fn first_of(rules: &[PolicyRule]) -> Option<(usize, &'static str)> {
    MANY.iter().find_map(|(group, resource)| {
        let rule = rules.iter().position(|rule| allows(rule, group, resource, &["list", "watch"]))?;
        Some((rule, *resource))
    })
}

/// Whether a container is told the name of its node.
fn knows_its_node(cx: &DaemonSetContext<'_>) -> bool {
    let containers = cx.containers();
    let mut variables = containers.iter().flat_map(|(_, container)| container.env.iter().flatten());
    variables.any(|variable| {
        let source = variable.value_from.as_ref().and_then(|source| source.field_ref.as_ref());
        source.is_some_and(|field| field.field_path == "spec.nodeName")
    })
}

/// Agents that find out the name of their node by themselves, and ask for its pods only (`node` and `scope: node` of the
/// autodiscover provider of Beats, `Use_Kubelet` and the metadata filter of Fluent Bit, which asks for one pod at a time).
const NODE_SCOPED: [&str; 6] =
    ["filebeat", "metricbeat", "auditbeat", "heartbeat", "elastic-agent", "fluent-bit"];

fn asks_for_its_node(cx: &DaemonSetContext<'_>) -> bool {
    let images = cx.pod.containers.iter().filter_map(|container| container.image.as_deref());
    images
        .filter_map(ImageReference::parse)
        .any(|image| NODE_SCOPED.iter().any(|name| image.path.contains(name)))
}

/// How many nodes have a pod, if nodes are known.
fn nodes(cx: &DaemonSetContext<'_>) -> Option<usize> {
    let fleet = &cx.run.coverage?.fleet;
    Some(cx.coverage()?.counts(fleet).desired)
}
