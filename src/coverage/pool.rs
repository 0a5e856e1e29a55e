//! Pools: whether a DaemonSet lands on all, some or none of the nodes that one may create.
//!
//! A pool leaves labels open: its nodes may have one of several values, or any. The labels that a DaemonSet reads are
//! filled in, in every way that the DaemonSet can tell apart, and each such node is judged by the same judges as a real
//! one. So the answer is as exact as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{LabelValues, NodePool};
use crate::placement::{
    Allocatable, DaemonPod, NodeFacts, Reason, Selector, Taint, TaintEffect, Verdict, judge,
};

/// Where a DaemonSet lands in a pool.
#[derive(Clone, Debug)]
pub struct PoolVerdict {
    /// On how many of the nodes that it may create the controller wants a pod.
    pub matches: Matches,
    /// Whether no wanted pod can start.
    pub pending: bool,
    /// Whether pods that are there already may stay on the nodes that are left out.
    pub keeps_running: bool,
    /// On how many of the nodes its selectors would let it, whatever their taints.
    pub admitted: Matches,
    /// Why some are left out, or why the pods cannot start; each reason once.
    pub reasons: Vec<Reason>,
    /// The labels that the file leaves open and on which it depends whether a node is wanted.
    pub depends_on: Vec<String>,
}

/// How many of the nodes that a pool may create; ordered from few to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matches {
    /// None, whatever the open labels turn out to be.
    None,
    /// It depends on the open labels.
    Some,
    /// All, whatever the open labels turn out to be.
    All,
}

impl Matches {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Some => "some",
            Self::All => "all",
        }
    }
}

/// More ways than this to fill in labels are not tried; the answer is then [`Matches::Some`].
const MOST_VARIANTS: usize = 20_000;

/// Judges a DaemonSet on the nodes that a pool may create.
pub(crate) fn judge_pool(pod: &DaemonPod, pool: &NodePool) -> PoolVerdict {
    let Some(variants) = variants(&pod.label_keys(), |key| pod.values_of(key), pool) else {
        return PoolVerdict {
            matches: Matches::Some,
            admitted: Matches::Some,
            pending: false,
            keeps_running: true,
            reasons: Vec::new(),
            depends_on: pod
                .label_keys()
                .into_iter()
                .filter(|key| pool.is_open(key))
                .map(str::to_owned)
                .collect(),
        };
    };
    let allocatable = pool.allocatable.as_ref().map(|known| with_unknown_devices(known, pod));
    let allocatable = allocatable.as_ref();
    let facts = |labels, taints| NodeFacts { name: &pool.name, labels, taints, allocatable };
    let verdicts = variants.iter().map(|labels| judge(pod, &facts(labels, &pool.taints), None));
    let verdicts: Vec<Verdict> = verdicts.collect();
    let mut verdict = summarise(&verdicts);
    if verdict.matches == Matches::Some {
        let is_wanted = |index: usize| verdicts[index].should_run();
        verdict.depends_on = deciding(&pod.label_keys(), &variants, &is_wanted);
    }
    if pool.unknown.taints && verdict.matches == Matches::All && !tolerates_anything(pod) {
        return PoolVerdict { matches: Matches::Some, ..verdict };
    }
    verdict
}

/// What the nodes of a pool give, with enough of the devices of which the file says nothing: plugins name them when a node
/// is there.
fn with_unknown_devices(known: &Allocatable, pod: &DaemonPod) -> Allocatable {
    let mut allocatable = known.clone();
    for resource in pod.units.scalars.keys() {
        allocatable.units.scalars.entry(resource.clone()).or_insert(i64::MAX);
    }
    allocatable
}

/// Whether no taint that a pool may turn out to have keeps the DaemonSet off.
fn tolerates_anything(pod: &DaemonPod) -> bool {
    let taint = |effect| Taint { key: "any".to_owned(), value: "any".to_owned(), effect };
    let any = [taint(TaintEffect::NoSchedule), taint(TaintEffect::NoExecute)];
    pod.tolerations.untolerated(&any, TaintEffect::REPELLING).next().is_none()
}

/// Whether a selector matches all, some or none of the nodes that a pool may create.
pub(super) fn selects(selector: &Selector, pool: &NodePool) -> Matches {
    let Some(variants) = variants(&selector.keys(), |key| selector.values_of(key), pool) else {
        return Matches::Some;
    };
    Matches::of(variants.iter().filter(|labels| selector.matches(labels)).count(), variants.len())
}

impl Matches {
    fn of(count: usize, all: usize) -> Self {
        match count {
            0 => Self::None,
            count if count == all => Self::All,
            _ => Self::Some,
        }
    }
}

fn summarise(verdicts: &[Verdict]) -> PoolVerdict {
    let wanted = verdicts.iter().filter(|verdict| verdict.should_run()).count();
    let matches = Matches::of(wanted, verdicts.len());
    let admitted = verdicts.iter().filter(|verdict| verdict.is_admitted()).count();
    let admitted = Matches::of(admitted, verdicts.len());
    let pending = wanted > 0 && !verdicts.contains(&Verdict::Runs);
    let keeps_running = verdicts.iter().all(Verdict::should_continue_running);
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in verdicts.iter().flat_map(Verdict::reasons) {
        if !reasons.contains(reason) {
            reasons.push(reason.clone());
        }
    }
    PoolVerdict { matches, pending, keeps_running, admitted, reasons, depends_on: Vec::new() }
}

/// The labels of which a change alone makes a wanted node of one that is not, or the other way round.
fn deciding(
    keys: &BTreeSet<&str>,
    variants: &[BTreeMap<String, String>],
    is_wanted: &dyn Fn(usize) -> bool,
) -> Vec<String> {
    let decides = |key: &&&str| {
        let mut by_rest: BTreeMap<Vec<(&String, &String)>, bool> = BTreeMap::new();
        variants.iter().enumerate().any(|(index, labels)| {
            let rest = labels.iter().filter(|(other, _)| other.as_str() != **key).collect();
            *by_rest.entry(rest).or_insert_with(|| is_wanted(index)) != is_wanted(index)
        })
    };
    keys.iter().filter(decides).map(|key| (*key).to_owned()).collect()
}

/// All labellings of a node that differ in the given keys, as far as the mentioned values tell them apart; `None` if there
/// are too many.
fn variants<'a>(
    keys: &BTreeSet<&'a str>,
    mentioned: impl Fn(&str) -> BTreeSet<&'a str>,
    pool: &NodePool,
) -> Option<Vec<BTreeMap<String, String>>> {
    let mut variants = vec![BTreeMap::new()];
    for key in keys {
        let values = values(key, pool, &mentioned(key));
        if variants.len() * values.len() > MOST_VARIANTS {
            return None;
        }
        variants = variants
            .iter()
            .flat_map(|labels| values.iter().map(|value| with(labels, key, value.as_ref())))
            .collect();
    }
    Some(variants)
}

fn with(labels: &BTreeMap<String, String>, key: &str, value: Option<&String>) -> BTreeMap<String, String> {
    let mut labels = labels.clone();
    labels.extend(value.map(|value| (key.to_owned(), value.clone())));
    labels
}

/// The values that a label may have on nodes of the pool, `None` for a node without it; of the values that the
/// DaemonSet does not mention one stands for all.
fn values(key: &str, pool: &NodePool, mentioned: &BTreeSet<&str>) -> Vec<Option<String>> {
    let others = || {
        let named = mentioned.iter().map(|value| (*value).to_owned());
        named.chain(beside(mentioned)).chain([fresh(mentioned)]).collect::<BTreeSet<String>>().into_iter()
    };
    let key = current_name(key);
    match pool.labels.get(key) {
        Some(LabelValues::OneOf(values)) => values.iter().cloned().map(Some).collect(),
        Some(LabelValues::NoneOf(excluded)) => match known_values(key, pool) {
            Some(known) => {
                let left = known.iter().filter(|value| !excluded.contains(**value));
                left.map(|value| Some((*value).to_owned())).collect()
            }
            None => others().filter(|value| !excluded.contains(value)).map(Some).collect(),
        },
        Some(LabelValues::Between { above, below }) => between(*above, *below, mentioned),
        Some(LabelValues::Absent) => vec![None],
        Some(LabelValues::Open) => others().map(Some).chain([None]).collect(),
        None if !pool.is_open(key) => vec![None],
        None => match known_values(key, pool) {
            Some(known) => known.iter().map(|value| Some((*value).to_owned())).collect(),
            None if key == HOSTNAME => others().map(Some).collect(),
            None => others().map(Some).chain([None]).collect(),
        },
    }
}

/// The name under which a pool has a label that the kubelet also sets under its former name.
fn current_name(key: &str) -> &str {
    match key {
        "beta.kubernetes.io/os" => OS,
        "beta.kubernetes.io/arch" => ARCH,
        "beta.kubernetes.io/instance-type" => "node.kubernetes.io/instance-type",
        "failure-domain.beta.kubernetes.io/zone" => "topology.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region" => "topology.kubernetes.io/region",
        current => current,
    }
}

/// The whole numbers next to those that are mentioned, which `Gt` and `Lt` tell apart from them.
fn beside(mentioned: &BTreeSet<&str>) -> impl Iterator<Item = String> {
    let numbers = mentioned.iter().filter_map(|value| value.parse::<i64>().ok());
    numbers
        .flat_map(|number| [number.saturating_sub(1), number.saturating_add(1)])
        .map(|near| near.to_string())
}

/// A value that nobody mentions.
fn fresh(mentioned: &BTreeSet<&str>) -> String {
    let mut value = "other".to_owned();
    while mentioned.contains(value.as_str()) {
        value.push_str("-other");
    }
    value
}

/// Labels that the kubelet puts on every node.
///
/// Source: `pkg/kubelet/kubelet_node_status.go::initialNode`, and kubernetes.io/docs/reference/labels-annotations-taints.
const OS: &str = "kubernetes.io/os";
const ARCH: &str = "kubernetes.io/arch";
const HOSTNAME: &str = "kubernetes.io/hostname";

/// All values that a label can have on the nodes of a pool, where they are known.
fn known_values(key: &str, pool: &NodePool) -> Option<&'static [&'static str]> {
    match key {
        OS => Some(&["linux", "windows"]),
        ARCH => Some(pool.platform.architectures),
        _ => None,
    }
}

/// Whole numbers within the bounds, one on either side of every number that is mentioned and of the bounds themselves.
fn between(above: Option<i64>, below: Option<i64>, mentioned: &BTreeSet<&str>) -> Vec<Option<String>> {
    let numbers = mentioned.iter().filter_map(|value| value.parse::<i64>().ok());
    let edges = numbers.chain(above).chain(below).chain([0]);
    let near = edges.flat_map(|edge| [edge.saturating_sub(1), edge, edge.saturating_add(1)]);
    let inside =
        |number: &i64| above.is_none_or(|above| *number > above) && below.is_none_or(|below| *number < below);
    near.filter(inside)
        .collect::<BTreeSet<i64>>()
        .into_iter()
        .map(|number| Some(number.to_string()))
        .collect()
}
