//! What a change does to the nodes that DaemonSets land on.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::apps::v1::DaemonSetSpec;
use serde_json::Value;

use super::daemon_set::DaemonSetCoverage;
use super::pool::Matches;
use super::update::{Replacement, Update};
use super::{Coverage, PoolVerdict};
use crate::manifest::{ManifestSet, Object, ObjectId, UpdateSpec, stored};
use crate::placement::{Reason, ResourceList, Verdict};
use crate::yaml::edit::to_json;

/// One state of a repository, or of a cluster: its manifests, and where its DaemonSets land.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The manifests.
    pub set: &'a ManifestSet,
    /// The verdicts, if nodes are known.
    pub coverage: Option<&'a Coverage>,
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct DiffSide<'a> {
    /// Manifests and verdicts.
    pub state: State<'a>,
    /// The objects as their server has them, by their indexes, where the manifests do not say all of it.
    pub objects: &'a BTreeMap<usize, ServerObject>,
}

/// A DaemonSet as its server has it, or would have it.
#[derive(Clone, Debug)]
pub struct ServerObject {
    /// All of it.
    pub value: Value,
    /// The same, typed.
    pub spec: DaemonSetSpec,
    /// Whether `kubectl apply` keeps the fields that its manifest does not name: it did not make the object.
    pub keeps_unnamed: bool,
}

/// What a change does to one DaemonSet.
#[derive(Clone, Debug)]
pub struct DaemonSetDiff {
    /// Its name.
    pub id: ObjectId,
    /// Whether it is there before and after.
    pub fate: Fate,
    /// Nodes that it lands on after the change only, by what kept it off before.
    pub gained: Vec<Moved>,
    /// Nodes that it lands on before the change only, by what keeps it off after it.
    pub lost: Vec<Moved>,
    /// Nodes on which the controller wants a pod, before and after.
    pub desired: (usize, usize),
    /// What one pod asks for, before and after.
    pub requests: (ResourceList, ResourceList),
    /// What changes of the object; `None` if it is not there before or after.
    pub update: Option<Update>,
    /// What writes the object in the cluster, in words that follow "managed by".
    pub managed_by: Option<String>,
}

/// Whether a DaemonSet is there before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// After it only.
    Added,
    /// Before it only.
    Removed,
    /// Both.
    Kept,
}

/// Nodes, or one pool, that a DaemonSet gains or loses for the same reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Names of nodes; one name for a pool.
    pub names: Vec<String>,
    /// Set for a pool: how much of it is reached before and after.
    pub pool: Option<(Matches, Matches)>,
    /// Why the DaemonSet is not there on the side on which it is not; empty if the node, or the DaemonSet itself, is
    /// not there.
    pub reasons: Vec<Reason>,
}

impl DaemonSetDiff {
    /// Whether nothing changes that this comparison looks at.
    pub fn is_empty(&self) -> bool {
        self.fate == Fate::Kept
            && self.gained.is_empty()
            && self.lost.is_empty()
            && self.requests.0 == self.requests.1
            && self.desired.0 == self.desired.1
            && self.update.as_ref().is_none_or(Update::is_empty)
    }
}

/// Compares two states, DaemonSet by DaemonSet, matched by namespace and name; those without a change are left out.
pub fn diff(before: DiffSide<'_>, after: DiffSide<'_>) -> Vec<DaemonSetDiff> {
    let (old, new) = (by_name(before.state), by_name(after.state));
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let diffs = names.into_iter().filter_map(|name| {
        let (before, after) = (Side::new(before, old.get(name)), Side::new(after, new.get(name)));
        let id = new.get(name).or_else(|| old.get(name)).map(|(_, id)| id.clone())?;
        Some(compare(id, &before, &after))
    });
    diffs.filter(|diff| !diff.is_empty()).collect()
}

type Name = (Option<String>, Option<String>);

fn by_name(state: State<'_>) -> BTreeMap<Name, (usize, ObjectId)> {
    let objects = state.set.objects.iter().enumerate();
    let own = objects.filter(|(_, object)| object.is_daemon_set() && !object.is_reference);
    own.map(|(index, object)| {
        ((object.id.namespace.clone(), object.id.name.clone()), (index, object.id.clone()))
    })
    .collect()
}

/// One DaemonSet in one state.
#[derive(Default)]
struct Side<'a> {
    object: Option<&'a Object>,
    /// The object as its server has it, if that is not what the manifest says.
    on_server: Option<&'a ServerObject>,
    managed_by: Option<String>,
    verdicts: Option<&'a DaemonSetCoverage>,
    nodes: BTreeMap<(&'a str, usize), &'a Verdict>,
    pools: BTreeMap<(&'a str, usize), &'a PoolVerdict>,
    desired: usize,
    requests: ResourceList,
}

impl<'a> Side<'a> {
    fn new(side: DiffSide<'a>, object: Option<&(usize, ObjectId)>) -> Self {
        let Some((index, _)) = object else { return Self::default() };
        let DiffSide { state, objects } = side;
        let (object, on_server) = (state.set.objects.get(*index), objects.get(index));
        let managed_by = object.and_then(|object| state.set.managed_by(object)).map(|managed| managed.by);
        let Some((coverage, daemon_set)) =
            state.coverage.and_then(|coverage| Some((coverage, coverage.of_object(*index)?)))
        else {
            return Self { object, on_server, managed_by, ..Self::default() };
        };
        let fleet = &coverage.fleet;
        let nodes = fleet.nodes().iter().enumerate();
        let nodes =
            numbered(nodes.map(|(node, facts)| (facts.name.as_str(), daemon_set.verdict(fleet, node))));
        let pools = numbered(fleet.pools().iter().map(|pool| pool.name.as_str()).zip(daemon_set.pools()));
        Self {
            object,
            on_server,
            managed_by,
            verdicts: Some(daemon_set),
            nodes,
            pools,
            desired: desired(coverage, daemon_set),
            requests: daemon_set.pod.requests.clone(),
        }
    }
}

impl Side<'_> {
    fn stored(&self) -> Option<Value> {
        let written = self.object.map(|object| to_json(object.open().node()));
        self.on_server.map(|object| &object.value).or(written.as_ref()).map(stored)
    }

    fn update_spec(&self) -> Option<UpdateSpec> {
        let written = || Some(self.object?.placement()?.update.clone());
        self.on_server.map(|object| UpdateSpec::from(&object.spec)).or_else(written)
    }

    /// Whether it is written as on the other side, so that neither has to be opened.
    fn is_written_like(&self, other: &Self) -> bool {
        self.on_server.is_none()
            && other.on_server.is_none()
            && self.object.zip(other.object).is_some_and(|(one, other)| one.is_written_like(other))
    }
}

fn desired(coverage: &Coverage, daemon_set: &DaemonSetCoverage) -> usize {
    daemon_set.counts(&coverage.fleet).desired
}

fn compare(id: ObjectId, before: &Side<'_>, after: &Side<'_>) -> DaemonSetDiff {
    let fate = match (before.object.is_some(), after.object.is_some()) {
        (false, true) => Fate::Added,
        (true, false) => Fate::Removed,
        _ => Fate::Kept,
    };
    let (mut gained, mut lost) = (moved_nodes(after, before), moved_nodes(before, after));
    gained.extend(moved_pools(after, before, |here, there| (there, here)));
    lost.extend(moved_pools(before, after, |here, there| (here, there)));
    let desired = (before.desired, after.desired);
    DaemonSetDiff {
        id,
        fate,
        gained,
        lost,
        desired,
        requests: (before.requests.clone(), after.requests.clone()),
        update: update(before, after),
        managed_by: before.managed_by.clone(),
    }
}

/// What changes of an object that is there before and after.
fn update(before: &Side<'_>, after: &Side<'_>) -> Option<Update> {
    if before.is_written_like(after) {
        return Some(Update::default());
    }
    let mut update = Update::new(&before.stored()?, &after.stored()?);
    update.keeps_unnamed = after.on_server.is_some_and(|object| object.keeps_unnamed);
    if !update.template.is_empty() {
        let runs = |verdict: &&Verdict| verdict.should_run();
        let kept = before.nodes.iter().filter(|(_, verdict)| runs(verdict));
        let kept = kept.filter(|(key, _)| after.nodes.get(*key).is_some_and(&runs));
        let has_nodes = !before.nodes.is_empty() && !after.nodes.is_empty();
        let pods = has_nodes.then(|| kept.count() as u64);
        let plan = after.verdicts.and_then(|verdicts| verdicts.rollout.as_ref());
        update.replacement = after.update_spec().and_then(|spec| Replacement::new(&spec, pods, plan));
    }
    Some(update)
}

/// The nodes that the DaemonSet lands on in `here` and not in `there`, grouped by what is in the way there.
fn moved_nodes(here: &Side<'_>, there: &Side<'_>) -> Vec<Moved> {
    let mut groups: Vec<Moved> = Vec::new();
    for (key, _) in here.nodes.iter().filter(|(_, verdict)| verdict.should_run()) {
        let other = there.nodes.get(key);
        if other.is_some_and(|verdict| verdict.should_run()) {
            continue;
        }
        let reasons = other.map(|verdict| verdict.reasons().to_vec()).unwrap_or_default();
        match groups.iter_mut().find(|group| group.reasons == reasons) {
            Some(group) => group.names.push(key.0.to_owned()),
            None => groups.push(Moved { names: vec![key.0.to_owned()], pool: None, reasons }),
        }
    }
    groups
}

/// The pools of which more is reached in `here` than in `there`; `order` puts the two in the order of time.
fn moved_pools(
    here: &Side<'_>,
    there: &Side<'_>,
    order: fn(Matches, Matches) -> (Matches, Matches),
) -> impl Iterator<Item = Moved> {
    here.pools.iter().filter_map(move |(key, verdict)| {
        let other = there.pools.get(key);
        let reached = other.map_or(Matches::None, |other| other.matches);
        let reasons = other.map(|other| other.reasons.clone()).unwrap_or_default();
        (verdict.matches > reached).then(|| Moved {
            names: vec![key.0.to_owned()],
            pool: Some(order(verdict.matches, reached)),
            reasons,
        })
    })
}

/// Names with their occurrence: clusters that are looked at together may have nodes of the same name.
fn numbered<'a, T>(named: impl Iterator<Item = (&'a str, T)>) -> BTreeMap<(&'a str, usize), T> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let numbered = named.map(|(name, value)| {
        let count = seen.entry(name).or_default();
        *count += 1;
        ((name, *count - 1), value)
    });
    numbered.collect()
}
