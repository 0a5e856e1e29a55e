//! DaemonSets that do the same job and can land on the same node.
//!
//! Three rules share this: each pair is reported once, by the rule that says most. A port that both want is an error
//! whoever they are; tiers of one agent are to be kept apart; anything else is a duplicate.

use std::collections::{BTreeMap, BTreeSet};

use super::co_deployed::{DeploymentUnit, DeploymentUnits};
use super::colocation::{Colocation, NodeConstraints, colocation};
use super::pairs::{Identities, Partners, first_of};
use crate::lint::engine::context::RunContext;
use crate::lint::engine::facts::{Facts, MainContainer};
use crate::lint::knowledge::agent_families::family;
use crate::lint::pod::image::ImageReference;
use crate::placement::HostPort;

/// Two DaemonSets that do the same job on the same node.
pub(crate) struct DuplicateAgents<'a> {
    /// The later one.
    pub(crate) one: Agent<'a>,
    /// The earlier one.
    pub(crate) other: Agent<'a>,
    /// Where they share a node.
    pub(crate) colocation: Colocation,
    /// What makes them one.
    pub(crate) kind: DuplicateKind,
}

/// One of two DaemonSets.
#[derive(Clone, Copy)]
pub(crate) struct Agent<'a> {
    /// Its index among the objects of the run.
    pub(crate) index: usize,
    pub(crate) facts: &'a Facts,
    pub(crate) main: &'a MainContainer,
    /// The path of its image, without registry and version.
    path: &'a str,
}

/// What makes two DaemonSets do one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DuplicateKind {
    /// One agent in tiers: the same image, and at least one of them is meant for a part of the nodes.
    Tiers,
    /// The same image for the same nodes.
    SameImage,
    /// Two agents of one family.
    SameFamily(&'static str),
}

/// Labels that name the application.
const NAMES: [&str; 5] = ["app", "k8s-app", "name", "app.kubernetes.io/name", "app.kubernetes.io/component"];

/// What two DaemonSets of one image, or of one family, have in common if they run one program.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Program<'a> {
    /// They are of this family, whatever they run.
    Family(&'static str),
    /// The image and the command line.
    CommandLine(&'a str, u64),
    /// The image and some of the labels that name the application, of those that the earlier one has: a bit each.
    Names(&'a str, u8, Vec<(usize, &'a str)>),
}

/// What decides with whom a DaemonSet that runs a program pairs up.
type Key<'a> = (Vec<&'a HostPort>, NodeConstraints<'a>);

/// The pairs of the run, those with a port in common left out; of a crowd each with the first few of it.
pub(crate) fn duplicate_agents<'a>(run: &RunContext<'a>) -> Vec<DuplicateAgents<'a>> {
    let mut earlier = Earlier::new(run);
    let mut found = Vec::new();
    for (index, facts) in run.workloads() {
        let Some(main) = facts.main.as_ref().filter(|_| earlier.may_be_co_deployed(index)) else { continue };
        let Some(image) = ImageReference::parse(&main.image) else { continue };
        let one = Agent { index, facts, main, path: image.path };
        for (other, colocation) in earlier.partners(one) {
            let Some(other) = earlier.known.get(&other).copied() else { continue };
            found.extend(kind(run, one, other).map(|kind| DuplicateAgents { one, other, colocation, kind }));
        }
        earlier.add(one);
    }
    found
}

/// The DaemonSets of the run up to some point, by what they run and where.
struct Earlier<'a, 'r> {
    run: &'r RunContext<'a>,
    deployments: DeploymentUnits,
    identities: Identities,
    known: BTreeMap<usize, Agent<'a>>,
    partners: BTreeMap<(DeploymentUnit, Program<'a>), Partners<Key<'a>>>,
    /// Which of the [`NAMES`] the DaemonSets of an image have, a bit each.
    masks: BTreeMap<&'a str, BTreeSet<u8>>,
}

impl<'a, 'r> Earlier<'a, 'r> {
    fn new(run: &'r RunContext<'a>) -> Self {
        Self {
            run,
            deployments: DeploymentUnits::new(run),
            identities: Identities::new(run.set),
            known: BTreeMap::new(),
            partners: BTreeMap::new(),
            masks: BTreeMap::new(),
        }
    }

    fn may_be_co_deployed(&self, index: usize) -> bool {
        let object = &self.run.set.objects[index];
        object.is_daemon_set() && self.deployments.may_be_co_deployed(object.file)
    }

    fn units(&self, index: usize) -> Vec<DeploymentUnit> {
        self.deployments.units(self.run.set.objects[index].file)
    }

    /// The first few that do the job of a later one, with where they share a node.
    fn partners(&self, one: Agent<'a>) -> Vec<(usize, Colocation)> {
        let identity = self.identities.of_object(one.index);
        let (programs, own) = (self.programs_asked(one), key(one));
        let mut found = Vec::new();
        for key in places(&self.units(one.index), &programs) {
            let Some(partners) = self.partners.get(&key) else { continue };
            found.extend(partners.find(&own, identity, |_, other| {
                let other = self.known.get(&other)?;
                (!share_port(one.facts, other.facts)).then(|| colocation(self.run, one.index, other.index))?
            }));
        }
        first_of(found)
    }

    fn add(&mut self, one: Agent<'a>) {
        let identity = self.identities.of_object(one.index);
        let own = key(one);
        for place in places(&self.units(one.index), &programs(one)) {
            self.partners.entry(place).or_default().add(own.clone(), identity, one.index);
        }
        let mask = names(one).iter().fold(0, |mask, (bit, _)| mask | 1 << bit);
        self.masks.entry(one.path).or_default().insert(mask);
        self.known.insert(one.index, one);
    }

    /// What another one runs if it runs the program of this one.
    fn programs_asked(&self, one: Agent<'a>) -> Vec<Program<'a>> {
        if let Some(family) = family(&one.main.image) {
            return vec![Program::Family(family)];
        }
        let line = one.main.command_line.map(|line| Program::CommandLine(one.path, line));
        let own = names(one);
        let others = self.masks.get(one.path).into_iter().flatten();
        let by_names = others.filter_map(|mask| {
            let shared = of_mask(&own, *mask);
            (!shared.is_empty()).then_some(Program::Names(one.path, *mask, shared))
        });
        line.into_iter().chain(by_names).collect()
    }
}

fn key(one: Agent<'_>) -> Key<'_> {
    (one.facts.ports.iter().map(|claimed| &claimed.port).collect(), NodeConstraints::new(&one.facts.pod))
}

fn places<'a>(units: &[DeploymentUnit], programs: &[Program<'a>]) -> Vec<(DeploymentUnit, Program<'a>)> {
    let places = units.iter().flat_map(|unit| programs.iter().map(|program| (*unit, program.clone())));
    places.collect()
}

/// What a DaemonSet runs, under everything that a later one may ask for.
fn programs(one: Agent<'_>) -> Vec<Program<'_>> {
    if let Some(family) = family(&one.main.image) {
        return vec![Program::Family(family)];
    }
    let own = names(one);
    let mask = own.iter().fold(0, |mask, (bit, _)| mask | 1 << bit);
    let parts = (1..=mask).filter(|part| part & mask == *part);
    let by_names = parts.map(|part| Program::Names(one.path, mask, of_mask(&own, part)));
    let line = one.main.command_line.map(|line| Program::CommandLine(one.path, line));
    line.into_iter().chain(by_names).collect()
}

/// The labels that name the application, with their bits.
fn names(one: Agent<'_>) -> Vec<(usize, &str)> {
    let labels = one.facts.labels();
    let names = NAMES.iter().enumerate();
    names.filter_map(|(bit, key)| Some((bit, labels.get(*key)?.as_str()))).collect()
}

fn of_mask<'a>(names: &[(usize, &'a str)], mask: u8) -> Vec<(usize, &'a str)> {
    names.iter().filter(|(bit, _)| mask & (1 << bit) != 0).copied().collect()
}

fn share_port(one: &Facts, other: &Facts) -> bool {
    let conflicts = |port: &HostPort| other.ports.iter().any(|other| port.conflicts_with(&other.port));
    one.ports.iter().any(|claimed| conflicts(&claimed.port))
}

fn kind(run: &RunContext<'_>, one: Agent<'_>, other: Agent<'_>) -> Option<DuplicateKind> {
    if one.path == other.path && is_one_program(one, other) {
        let is_tier = [one, other].iter().any(|twin| !twin.facts.is_for_every_node);
        let namespace = |agent: Agent<'_>| &run.set.objects[agent.index].id.namespace;
        let is_local = namespace(one) == namespace(other);
        return Some(if is_tier && is_local { DuplicateKind::Tiers } else { DuplicateKind::SameImage });
    }
    family(&one.main.image).map(DuplicateKind::SameFamily)
}

/// Whether two containers of one image do the same: the labels that name the application agree, or the command line.
fn is_one_program(one: Agent<'_>, other: Agent<'_>) -> bool {
    let labels = (one.facts.labels(), other.facts.labels());
    let shared = NAMES.iter().filter_map(|key| Some((labels.0.get(*key)?, labels.1.get(*key)?)));
    let agrees: Vec<bool> = shared.map(|(left, right)| left == right).collect();
    let line = one.main.command_line;
    (!agrees.is_empty() && agrees.iter().all(|agrees| *agrees))
        || (line.is_some() && line == other.main.command_line)
}
