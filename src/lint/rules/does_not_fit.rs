//! does-not-fit: a pod that is too large for a node on which it is wanted, even if nothing else ran there.

use crate::coverage::{DaemonSetCoverage, Fleet, Matches};
use crate::inventory::{Node, NodePool};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::known_taints::{is_virtual, is_virtual_pool};
use crate::lint::pod::container_resources::resources_place;
use crate::lint::prelude::*;
use crate::placement::Reason;

pub(super) static RULE: Rule = Rule {
    id: "does-not-fit",
    summary: "the pod requests more than a node on which it is wanted can give",
    category: Category::Resources,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pod as a whole requests more of a resource than a node on which the controller wants it has to give
(status.allocatable, not capacity), counting no other pod; or more than the smallest node that a pool may create. The
effective request counts: the sum of the containers and sidecars, or the largest init container if that is more, plus
the overhead; limits without requests count as requests. If they are among the manifests, or in the cluster, the overhead of the
RuntimeClass and the defaults of the LimitRanges of its namespace count as well. Devices are held against nodes only: files
that describe pools do not list them.",
        why: "\
A DaemonSet is sized for the large nodes, and then a pool of small ones is added. The pod of each small node stays Pending
with `Insufficient cpu` or `Insufficient memory`, for ever: no other node may take it, and the autoscaler cannot help,
because a new node of this pool is as small. `kubectl rollout status` waits, and the Pending pods use up
maxUnavailable, so that updates stop on the large nodes as well.",
        remedy: "\
Lower the requests to what the agent uses, in particular those of init containers. If large nodes need more, make two
DaemonSets with disjoint selectors; or keep the agent off the small pool by a selector, or make its nodes larger.",
        bad: "
resources:
  requests: {cpu: \"4\", memory: 2Gi}        # the nodes of one pool have 1930m to give
",
        good: "
resources:
  requests: {cpu: 200m, memory: 512Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/",
            "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers",
        ],
    },
    check: Check::DaemonSet(check),
};

/// A node or pool that is too small, with every resource of which it has too little.
struct TooSmall<'a> {
    place: Result<&'a Node, &'a NodePool>,
    shortages: Vec<Shortage>,
}

/// `cpu: asks 4, has 1930m`, with how much is there.
struct Shortage {
    resource: String,
    words: String,
    available: i64,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let small: Vec<TooSmall<'_>> =
        nodes(coverage, &run.fleet).into_iter().chain(pools(coverage, &run.fleet)).collect();
    let smallest = small.iter().min_by_key(|one| one.shortages.iter().map(|short| short.available).min());
    let Some(smallest) = smallest else { return };
    let places = Places {
        nodes: small.iter().filter_map(|one| one.place.ok()).collect(),
        pools: small.iter().filter_map(|one| one.place.err()).collect(),
    };
    let wanted = Places::wanted(coverage, &run.fleet);
    let name = smallest.place.map_or_else(|pool| &pool.name, |node| &node.name);
    let words: Vec<&str> = smallest.shortages.iter().map(|short| short.words.as_str()).collect();
    let verb = if places.len() == 1 { "is" } else { "are" };
    let what = match devices(&small) {
        Some(device) => format!("without {device}"),
        None => "too small for the pod".to_owned(),
    };
    out.report(resources_place(cx), format!("{} {verb} {what}", places.count_of(&wanted)))
        .marker(format!("{name}: {}", words.join("; ")))
        .help(format!("lower the requests, or keep its pods off, which stay Pending on {}", places.names()));
}

/// The device that all of them lack, where nothing else is short.
fn devices<'s>(small: &'s [TooSmall<'_>]) -> Option<&'s str> {
    let mut all = small.iter().flat_map(|one| &one.shortages);
    let first = &small.first()?.shortages.first()?.resource;
    let is_device = first.contains('/');
    (is_device && all.all(|short| short.available == 0 && short.resource == *first)).then_some(first.as_str())
}

fn nodes<'a>(coverage: &DaemonSetCoverage, fleet: &'a Fleet) -> Vec<TooSmall<'a>> {
    let classes = coverage.verdicts().iter().zip(fleet.classes());
    let mut found: Vec<(usize, TooSmall<'a>)> = Vec::new();
    for (verdict, members) in classes.filter(|(verdict, _)| verdict.should_run()) {
        if verdict.reasons().iter().all(|reason| shortage(reason, false).is_none()) {
            continue;
        }
        let nodes = members.iter().map(|&index| (index, &fleet.nodes()[index]));
        found.extend(nodes.filter(|(_, node)| !is_virtual(node)).map(|(index, node)| {
            let shortages = verdict.reasons().iter().filter_map(|reason| shortage(reason, false)).collect();
            (index, TooSmall { place: Ok(node), shortages })
        }));
    }
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, small)| small).collect()
}

fn pools<'a>(coverage: &DaemonSetCoverage, fleet: &'a Fleet) -> Vec<TooSmall<'a>> {
    let pools = fleet.pools().iter().zip(coverage.pools());
    let pools = pools.filter(|(pool, verdict)| verdict.matches != Matches::None && !is_virtual_pool(pool));
    pools
        .filter_map(|(pool, verdict)| {
            let shortages: Vec<Shortage> =
                verdict.reasons.iter().filter_map(|reason| shortage(reason, true)).collect();
            (!shortages.is_empty()).then_some(TooSmall { place: Err(pool), shortages })
        })
        .collect()
}

/// What a reason says of a node's size.
fn shortage(reason: &Reason, is_pool: bool) -> Option<Shortage> {
    const ALWAYS_LISTED: [&str; 2] = ["cpu", "memory"];
    match reason {
        Reason::InsufficientResource { resource, requested, available }
            if !is_pool || ALWAYS_LISTED.contains(&resource.as_str()) =>
        {
            let words = format!("{resource}: asks {requested}, has {available}");
            Some(Shortage { resource: resource.clone(), words, available: available.ceil_milli() })
        }
        Reason::TooManyPods { allowed } => {
            let words = format!("takes {allowed} pods");
            Some(Shortage { resource: "pods".to_owned(), words, available: *allowed })
        }
        _ => None,
    }
}
