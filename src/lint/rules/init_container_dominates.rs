//! init-container-dominates: a node's room, reserved for ever for something that runs for seconds.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::lint::pod::container_resources::{CPU, MEMORY, container_resources};
use crate::lint::pod::init_containers::is_sidecar;
use crate::lint::prelude::*;
use crate::placement::{Quantity, pod_requests};

pub(super) static RULE: Rule = Rule {
    id: "init-container-dominates",
    summary: "an init container decides what every node reserves",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Because of an init container the pod requests more than twice the cpu or memory of the containers that stay, and more
than 100m or 128Mi. Requests are counted as the scheduler counts them: the greater of the largest init container and
the sum of the others, sidecars in both. Where a container that stays has no request for the resource,
missing-requests says so, and this rule is silent.",
        why: "\
The scheduler reserves one amount for the whole life of a pod. An init container that asks for 1 cpu to unpack plugins
for three seconds keeps that cpu reserved on the node for as long as the agent lives, on every node: on a hundred nodes
a hundred cpus, for an agent that uses 50m. Autoscalers count the same amount when they size a node.",
        remedy: "\
Lower the request of the init container to about what the agent has, and leave its limit high or out: it may then use
what is idle. Init containers run one after the other, so that the largest decides alone.",
        bad: "
initContainers:
  - name: install
    resources:
      requests: {cpu: \"1\", memory: 512Mi}
containers:
  - name: agent
    resources:
      requests: {cpu: 50m, memory: 64Mi}
",
        good: "
initContainers:
  - name: install
    resources:
      requests: {cpu: 50m, memory: 64Mi}
      limits: {memory: 512Mi}
containers:
  - name: agent
    resources:
      requests: {cpu: 50m, memory: 64Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers",
            "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !cx.pod.init_containers.iter().flatten().any(|container| !is_sidecar(container)) {
        return;
    }
    let floors = [(CPU, Quantity::from_milli(100)), (MEMORY, Quantity::from_milli(128 * 1024 * 1024 * 1000))];
    let found: Vec<Dominance> =
        floors.into_iter().filter_map(|(resource, floor)| dominance(cx, resource, floor)).collect();
    let Some((first, rest)) = found.split_first() else { return };
    let message = format!(
        "every node reserves {} {} for an init container, the rest asks for {}",
        first.total, first.resource, first.running
    );
    let finding = out
        .report(cx.at(&first.at()), message)
        .help("lower its request to what the other containers ask for; its limit may stay high");
    for other in rest {
        let text = format!("{} {}, the rest asks for {}", other.total, other.resource, other.running);
        finding.label(cx.at(&other.at()).span, text);
    }
}

/// A resource of which an init container asks for most.
struct Dominance {
    resource: &'static str,
    /// The init container.
    container: FieldPath,
    /// `requests`, or `limits` where these stand for them.
    list: &'static str,
    total: Quantity,
    running: Quantity,
}

impl Dominance {
    fn at(&self) -> FieldPath {
        self.container.clone().key("resources").key(self.list).key(self.resource)
    }
}

fn dominance(cx: &DaemonSetContext<'_>, resource: &'static str, floor: Quantity) -> Option<Dominance> {
    let stays = container_resources(cx);
    if stays.iter().any(|container| !container.is_init && !container.requests(resource)) {
        return None;
    }
    let inits = cx.pod.init_containers.iter().flatten();
    let sidecars = inits.filter(|container| is_sidecar(container)).cloned().collect();
    let running = PodSpec { init_containers: Some(sidecars), ..cx.pod.clone() };
    let total = pod_requests(cx.pod).get(resource)?;
    let running = pod_requests(&running).get(resource).unwrap_or_default();
    if total <= floor || total <= running + running {
        return None;
    }
    let list = FieldPath::parse("spec.template.spec.initContainers");
    let plain = cx.pod.init_containers.iter().flatten().enumerate().filter(|(_, one)| !is_sidecar(one));
    let (index, largest) = plain.max_by_key(|(_, container)| request(container, resource))?;
    let has_request = largest.resources.as_ref().and_then(|resources| resources.requests.as_ref());
    let is_requested = has_request.is_some_and(|requests| requests.contains_key(resource));
    let container = list.index(index);
    Some(Dominance {
        resource,
        container,
        list: if is_requested { "requests" } else { "limits" },
        total,
        running,
    })
}

/// What a container requests by itself.
fn request(container: &Container, resource: &str) -> Quantity {
    let alone = PodSpec { containers: vec![container.clone()], ..PodSpec::default() };
    pod_requests(&alone).get(resource).unwrap_or_default()
}
