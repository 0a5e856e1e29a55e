//! heavy-daemonset: an agent that asks for a lot of every node.

use k8s_openapi::api::core::v1::Container;

use crate::lint::pod::container_resources::{CPU, MEMORY};
use crate::lint::pod::init_containers::is_init;
use crate::lint::pod::located_quantity::located_resources;
use crate::lint::prelude::*;
use crate::placement::{Quantity, pod_requests};

pub(super) static RULE: Rule = Rule {
    id: "heavy-daemonset",
    summary: "a DaemonSet asks for much cpu or memory on every node",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pods request more than 500m cpu or 512Mi memory in all, as the scheduler counts: the sum of containers and sidecars, or the
largest init container if that is more; a limit counts where there is no request. Above 1 core or 1.5Gi it is a warning. With nodes
(--nodes) the finding adds up what that takes of all nodes that get a pod. Of agents in public repositories half ask for less than
100m and 100Mi, and one in a hundred for more than 1 core or 1.5Gi.",
        why: "\
Whatever a DaemonSet asks for is gone on every node before the first workload comes, on small nodes as on large ones: one core of a
four-core node is a quarter of the bill. A pod that does not fit beside the others is Pending on exactly the small or busy nodes;
autoscalers add the sum of all DaemonSets to each node that they plan, and choose larger ones, or none that fits.",
        remedy: "\
Measure (`kubectl top pods --containers`) and request what is used. A large init container counts for as long as the pod lives: make
it smaller or slower. Where only some nodes have the work, select those, or split the DaemonSet by size of nodes. What can be done
once for the cluster belongs in a Deployment.",
        bad: "
resources:
  requests: {cpu: 2, memory: 4Gi}
",
        good: "
resources:
  requests: {cpu: 100m, memory: 256Mi}
  limits: {memory: 1Gi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers",
        ],
    },
    check: Check::DaemonSet(check),
};

/// The resources with what is much and what is too much, in thousandths.
const BOUNDS: [(&str, i64, i64); 2] =
    [(CPU, 500, 1000), (MEMORY, 512 * 1024 * 1024 * 1000, 1536 * 1024 * 1024 * 1000)];

/// From this many cores on, the value is a typing error, which suspicious-quantity reports.
const ABSURD_MILLI_CPU: i64 = 32_000;

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let requests = pod_requests(cx.pod);
    let amount = |resource: &str| requests.get(resource).unwrap_or_default();
    let heavy: Vec<(&str, Quantity)> = BOUNDS
        .iter()
        .filter(|(resource, much, _)| amount(resource).ceil_milli() > *much)
        .map(|(resource, ..)| (*resource, amount(resource)))
        .collect();
    if heavy.is_empty() || amount(CPU).ceil_milli() >= ABSURD_MILLI_CPU {
        return;
    }
    let is_too_much = BOUNDS.iter().any(|(resource, _, most)| amount(resource).ceil_milli() > *most);
    let mut places = places(cx, &heavy).into_iter();
    let place = places.next().unwrap_or_else(|| cx.at_key(&FieldPath::parse("spec.template.spec")));
    let finding = out
        .report(place, message(cx, &heavy))
        .help("request what it uses (`kubectl top pods --containers`): all of it is gone on every node");
    if is_too_much {
        finding.severity(Severity::Warning);
    }
    for other in places {
        finding.label(other.span, "and this");
    }
}

fn words(heavy: &[(&str, Quantity)], times: i64) -> String {
    let one = |(resource, amount): &(&str, Quantity)| {
        let all = match *resource {
            CPU => Quantity::from_milli(amount.ceil_milli().saturating_mul(times)),
            _ => Quantity::from_units(amount.ceil_value().saturating_mul(times), amount.format()),
        };
        format!("{all} {resource}")
    };
    heavy.iter().map(one).collect::<Vec<_>>().join(" and ")
}

fn message(cx: &DaemonSetContext<'_>, heavy: &[(&str, Quantity)]) -> String {
    let each = words(heavy, 1);
    let subject = match parts(cx, heavy) {
        0 | 1 => "requests ".to_owned(),
        count => format!("{count} containers together request "),
    };
    let nodes = cx.run.coverage.and_then(|coverage| {
        let nodes = cx.coverage()?.counts(&coverage.fleet).desired;
        i64::try_from(nodes).ok().filter(|nodes| *nodes > 0)
    });
    match nodes {
        Some(nodes) => format!("{subject}{each} on each of {nodes} nodes: {} in all", words(heavy, nodes)),
        None => format!("{subject}{each} on every node"),
    }
}

/// How many containers the sum is made of; none where the pod as a whole says it, or an init container outweighs them.
fn parts(cx: &DaemonSetContext<'_>, heavy: &[(&str, Quantity)]) -> usize {
    let own = |container: &Container| {
        let resources = container.resources.as_ref();
        let lists = resources.into_iter().flat_map(|resources| [&resources.requests, &resources.limits]);
        lists.flatten().any(|list| heavy.iter().any(|(resource, _)| list.contains_key(*resource)))
    };
    if cx.pod.resources.is_some() { 0 } else { cx.pod.containers.iter().filter(|one| own(one)).count() }
}

/// The amounts of at least a fifth of what is heavy, in the order of the text.
fn places(cx: &DaemonSetContext<'_>, heavy: &[(&str, Quantity)]) -> Vec<Place> {
    let mut places = Vec::new();
    let containers = cx.containers().into_iter();
    let starting: Vec<FieldPath> =
        containers.filter(|(path, container)| is_init(path, container)).map(|(path, _)| path).collect();
    // What is over before the others start is no part of their sum, unless it outweighs it.
    let is_starting =
        |path: &FieldPath| starting.iter().any(|start| path.segments().starts_with(start.segments()));
    for block in located_resources(cx, cx.pod) {
        for (resource, total) in heavy {
            let mut all = block.requests.iter().chain(&block.limits);
            let Some(own) = all.find(|written| written.resource == *resource) else { continue };
            let least = if is_starting(&own.path) { total.ceil_milli() } else { total.ceil_milli() / 5 };
            if own.amount.ceil_milli() >= least {
                places.push(cx.at(&own.path));
            }
        }
    }
    places.sort_by_key(|place| place.span);
    places
}
