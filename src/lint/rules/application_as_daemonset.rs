//! application-as-daemonset: an application that grows with the nodes, not with its load.

use k8s_openapi::api::core::v1::PodSpec;

use crate::lint::cluster::services::text_at;
use crate::lint::pod::host_access::host_access;
use crate::lint::pod::node_scope::needs_device;
use crate::lint::prelude::*;
use crate::manifest::Object;
use crate::yaml::Span;

pub(super) static RULE: Rule = Rule {
    id: "application-as-daemonset",
    summary: "an application without access to its node runs once on every node",
    category: Category::Workload,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pods need nothing of their node: no path, network, process, device or port of it, not even its name (spec.nodeName
or status.hostIP through the downward API), and no Service of the run that selects them has a traffic policy Local. And
they look like an application: an Ingress, HTTPRoute or Route of the run leads to them, or they mount a
PersistentVolumeClaim. It is a note. Image pre-pullers, caches and proxies of the node are left out by these
conditions; an autoscaler on top is reported by hpa-targets-daemonset.",
        why: "\
The number of pods follows the number of nodes, which says nothing about the load. A cluster that grows for a batch job
runs forty web servers and forty pools of database connections; a cluster that shrinks at night runs two. Each node
pays for the pod, and none of them can be scaled, drained with a surge, or spread over zones. A claim of the usual kind
(ReadWriteOnce) can be mounted on one node: `Multi-Attach error for volume`, and all other pods wait for ever.",
        remedy: "\
Make it a Deployment with a number of replicas, a topologySpreadConstraint to spread them, and an autoscaler if the
load varies. If one pod a node is meant, say why: route to the pod of the same node with internalTrafficPolicy: Local,
or ignore the note with the reason beside it.",
        bad: "
kind: DaemonSet
spec:
  template:
    spec:
      containers:
        - name: web
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: web}
",
        good: "
kind: Deployment
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: web
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: web}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#alternatives-to-daemonset",
            "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
            "https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// A route makes an application of what is behind it; a Service may show that each node is meant.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    !is_of_its_node(cx)
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if is_of_its_node(cx) {
        return;
    }
    let services = cx.services();
    if services.iter().any(|(_, service)| is_local(service)) {
        return;
    }
    let claim = claim(cx.pod);
    let route = cx.run.known.routes(cx.run.set).first_to(&services).map(|route| &cx.run.set.objects[route]);
    let message = match (&route, &claim) {
        (Some(route), _) => {
            format!("an application behind {}, run on every node", with_article(&route.id.kind))
        }
        (None, Some(_)) => "an application with a claim on storage, run on every node".to_owned(),
        (None, None) => return,
    };
    let finding = out
        .report(cx.at(&FieldPath::parse("kind")), message)
        .marker("nothing in the pods needs the node")
        .help("make it a Deployment; if one pod a node is meant, route with internalTrafficPolicy: Local");
    if let Some(path) = claim {
        finding.label(cx.at(&path).span, "a claim is mounted by all of its pods, on all nodes");
    }
    if let Some(route) = route.filter(|route| route.file == cx.object.file) {
        finding.label(name_of(route), "leads to its pods");
    }
}

fn with_article(kind: &str) -> String {
    let article = if matches!(kind, "Route" | "GRPCRoute") { "a" } else { "an" };
    format!("{article} {kind}")
}

fn name_of(object: &Object) -> Span {
    object.span_of(&FieldPath::parse("metadata.name"))
}

/// Whether the pods have to do with the node that they run on.
fn is_of_its_node(cx: &DaemonSetContext<'_>) -> bool {
    let has_claims = cx.pod.resource_claims.iter().flatten().next().is_some();
    !host_access(cx).is_empty()
        || cx.pod.host_ipc == Some(true)
        || has_claims
        || needs_device(cx.pod)
        || knows_node(cx)
}

/// Whether a container is told the name or address of its node.
fn knows_node(cx: &DaemonSetContext<'_>) -> bool {
    let containers = cx.containers();
    let mut variables = containers.iter().flat_map(|(_, container)| container.env.iter().flatten());
    variables.any(|variable| {
        let field = variable.value_from.as_ref().and_then(|source| source.field_ref.as_ref());
        field.is_some_and(|field| {
            matches!(field.field_path.as_str(), "spec.nodeName" | "status.hostIP" | "status.hostIPs")
        })
    })
}

/// Whether traffic to a Service stays on the node that it comes from or arrives at.
fn is_local(service: &Object) -> bool {
    ["spec.internalTrafficPolicy", "spec.externalTrafficPolicy"]
        .iter()
        .any(|path| text_at(service.node(), path) == Some("Local"))
}

/// The first volume that is a claim of its own, which all pods share.
fn claim(pod: &PodSpec) -> Option<FieldPath> {
    let index = pod.volumes.iter().flatten().position(|volume| volume.persistent_volume_claim.is_some())?;
    let volumes = FieldPath::parse("spec.template.spec.volumes");
    Some(volumes.index(index).key("persistentVolumeClaim").key("claimName"))
}
