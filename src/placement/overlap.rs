//! Whether pods of two DaemonSets can meet on a node, as far as their constraints tell: no node is at hand.
//!
//! Each pod asks for one of several conjunctions: its `nodeSelector` with one term of its required affinity. Two pods
//! can meet if some conjunction of one and some conjunction of the other hold together on a node that could exist.
//! For `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt` and the node's name the answer is exact. What is not
//! known here, such as taints or which nodes there are, never parts two pods: a blank node has no taints.

use std::collections::{BTreeMap, BTreeSet};

use super::label::OS_LABEL;
use super::node_selector::NodeSelectorTerm;
use super::pod::DaemonPod;
use super::requirement::{FieldRequirement, Operator, Requirement};

/// Whether a node can exist on which both pods run. A pod with itself: whether any node can take it.
pub(crate) fn may_meet(one: &DaemonPod, other: &DaemonPod) -> bool {
    NodeDemands::from(one).may_meet(&NodeDemands::from(other))
}

/// What a pod asks of its node, prepared to be compared with many others.
#[derive(Clone, Debug)]
pub(crate) struct NodeDemands(Box<[Demands]>);

impl From<&DaemonPod> for NodeDemands {
    fn from(pod: &DaemonPod) -> Self {
        Self(alternatives(pod).into_iter().map(Demands::from).filter(Demands::is_possible).collect())
    }
}

impl NodeDemands {
    /// Whether a node can exist on which the pods of both run.
    pub(crate) fn may_meet(&self, other: &Self) -> bool {
        self.0.iter().any(|left| other.0.iter().any(|right| left.is_possible_with(right)))
    }
}

/// Labels that the kubelet puts on every node (`initialNode` in `pkg/kubelet/kubelet_node_status.go`, 1.31).
const ALWAYS_THERE: [&str; 3] = [OS_LABEL, "kubernetes.io/arch", "kubernetes.io/hostname"];

/// What a pod asks of its node: all of this.
#[derive(Clone, Debug, Default)]
struct Conjunction {
    labels: BTreeMap<String, Demand>,
    name: Demand,
}

/// The same, to be kept for every workload of a run: most ask for one label, which a list holds in a tenth of the room.
#[derive(Clone, Debug)]
struct Demands {
    /// In the order of the keys.
    labels: Box<[(String, Demand)]>,
    name: Demand,
}

impl From<Conjunction> for Demands {
    fn from(Conjunction { labels, name }: Conjunction) -> Self {
        Self { labels: labels.into_iter().collect(), name }
    }
}

/// What is asked of the value of one label.
#[derive(Clone, Debug, Default)]
struct Demand {
    present: bool,
    absent: bool,
    one_of: Option<BTreeSet<String>>,
    none_of: BTreeSet<String>,
    above: Option<i64>,
    below: Option<i64>,
}

/// One conjunction a term that can match; terms that are empty or spoilt match nothing.
fn alternatives(pod: &DaemonPod) -> Vec<Conjunction> {
    let mut base = Conjunction::default();
    for (key, value) in pod.selector.pairs() {
        base.label(key).restrict_to([value.as_str()]);
    }
    for os in &pod.operating_systems {
        base.label(OS_LABEL).restrict_to([os.as_str()]);
    }
    if let Some(name) = &pod.node_name {
        base.name.restrict_to([name.as_str()]);
    }
    let Some(terms) = pod.selector.terms() else { return vec![base] };
    let matching = terms.iter().filter(|term| !term.is_empty() && term.errors().is_empty());
    matching.map(|term| base.clone().with_term(term)).collect()
}

impl Conjunction {
    fn label(&mut self, key: &str) -> &mut Demand {
        self.labels.entry(stable(key).to_owned()).or_default()
    }

    fn with_term(mut self, term: &NodeSelectorTerm) -> Self {
        for requirement in term.expressions() {
            self.label(requirement.key()).require(requirement);
        }
        for requirement in term.fields() {
            self.name.require_field(requirement);
        }
        self
    }
}

impl Demands {
    fn of(&self, key: &str) -> Option<&Demand> {
        let found = self.labels.binary_search_by(|(known, _)| known.as_str().cmp(key));
        found.ok().map(|index| &self.labels[index].1)
    }

    /// Whether both can hold together; each by itself is possible, so that only what both ask for can part them.
    fn is_possible_with(&self, other: &Self) -> bool {
        self.name.and(&other.name).is_possible()
            && self.labels.iter().all(|(key, demand)| {
                let theirs = other.of(key);
                theirs.is_none_or(|theirs| is_possible_of(key, &demand.and(theirs)))
            })
    }

    fn is_possible(&self) -> bool {
        self.name.is_possible() && self.labels.iter().all(|(key, demand)| is_possible_of(key, demand))
    }
}

/// Whether the label of a node can meet a demand.
fn is_possible_of(key: &str, demand: &Demand) -> bool {
    demand.is_possible() && !(demand.absent && ALWAYS_THERE.contains(&key))
}

/// The present name of a label that nodes have under two names with one value (`reconcileNodeLabels` in
/// `pkg/controller/nodelifecycle/node_lifecycle_controller.go`, 1.31).
fn stable(key: &str) -> &str {
    match key {
        "beta.kubernetes.io/os" => OS_LABEL,
        "beta.kubernetes.io/arch" => "kubernetes.io/arch",
        other => other,
    }
}

impl Demand {
    fn require(&mut self, requirement: &Requirement) {
        match requirement.operator() {
            Operator::In => self.restrict_to(requirement.values()),
            Operator::NotIn => self.none_of.extend(requirement.values().map(str::to_owned)),
            Operator::Exists => self.present = true,
            Operator::DoesNotExist => self.absent = true,
            Operator::Gt => self.above = Some(highest(self.above, requirement.bound())),
            Operator::Lt => self.below = Some(lowest(self.below, requirement.bound())),
        }
    }

    /// Fields other than the name read as empty on every node, so that they say nothing about two pods.
    fn require_field(&mut self, requirement: &FieldRequirement) {
        let Some(name) = requirement.name() else { return };
        if requirement.is_in() {
            self.restrict_to([name]);
        } else {
            self.none_of.insert(name.to_owned());
        }
    }

    fn restrict_to<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) {
        let values: BTreeSet<String> = values.into_iter().map(str::to_owned).collect();
        self.one_of = Some(match self.one_of.take() {
            Some(known) => known.intersection(&values).cloned().collect(),
            None => values,
        });
    }

    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.merge(other);
        both
    }

    fn merge(&mut self, other: &Self) {
        self.present |= other.present;
        self.absent |= other.absent;
        if let Some(values) = &other.one_of {
            self.restrict_to(values.iter().map(String::as_str));
        }
        self.none_of.extend(other.none_of.iter().cloned());
        self.above = other.above.map(|bound| highest(self.above, bound)).or(self.above);
        self.below = other.below.map(|bound| lowest(self.below, bound)).or(self.below);
    }

    /// Whether some value, or none at all, meets everything.
    fn is_possible(&self) -> bool {
        let is_bounded = self.above.is_some() || self.below.is_some();
        if !self.present && self.one_of.is_none() && !is_bounded {
            return true;
        }
        if self.absent {
            return false;
        }
        match &self.one_of {
            Some(values) => {
                values.iter().any(|value| !self.none_of.contains(value) && self.is_within_bounds(value))
            }
            None => !is_bounded || self.has_number(),
        }
    }

    fn is_within_bounds(&self, value: &str) -> bool {
        if self.above.is_none() && self.below.is_none() {
            return true;
        }
        let number = value.parse::<i64>().ok();
        number.is_some_and(|number| {
            self.above.is_none_or(|bound| number > bound) && self.below.is_none_or(|bound| number < bound)
        })
    }

    /// Whether a number lies within the bounds. No label starts with a sign, so that 0 is the least; and every number
    /// can be written with zeros before it, so that excluded spellings leave others.
    fn has_number(&self) -> bool {
        let least = match self.above {
            Some(bound) => bound.checked_add(1).map(|least| least.max(0)),
            None => Some(0),
        };
        least.is_some_and(|least| self.below.is_none_or(|bound| least < bound))
    }
}

fn highest(known: Option<i64>, bound: i64) -> i64 {
    known.map_or(bound, |known| known.max(bound))
}

fn lowest(known: Option<i64>, bound: i64) -> i64 {
    known.map_or(bound, |known| known.min(bound))
}
