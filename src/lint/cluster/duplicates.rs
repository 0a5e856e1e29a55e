//! DaemonSets that do one job: on one node one of them is too many.
//!
//! Three rules share this: each pair is reported once, by the rule that says most. A port that both want is an error
//! whoever they are; tiers of one agent are to be kept apart; anything else is a duplicate.

use std::collections::{BTreeMap, BTreeSet};

use super::co_deployed::{Company, Room};
use super::colocation::{Meeting, NodeConstraints, meeting};
use super::pairs::{Identities, Partners, first_of};
use crate::lint::engine::context::RunContext;
use crate::lint::engine::facts::{Facts, MainContainer};
use crate::lint::knowledge::agent_families::family;
use crate::lint::pod::image::ImageReference;
use crate::placement::HostPort;

/// Two DaemonSets of one job on one node, by their indexes.
pub(crate) struct Twins<'a> {
    /// The later one.
    pub(crate) one: Twin<'a>,
    /// The earlier one.
    pub(crate) other: Twin<'a>,
    /// Where they meet.
    pub(crate) meeting: Meeting,
    /// What makes them one.
    pub(crate) kind: TwinKind,
}

/// One of two DaemonSets.
#[derive(Clone, Copy)]
pub(crate) struct Twin<'a> {
    /// Its index among the objects of the run.
    pub(crate) index: usize,
    pub(crate) facts: &'a Facts,
    pub(crate) main: &'a MainContainer,
    /// The path of its image, without registry and version.
    path: &'a str,
}

/// What makes two DaemonSets do one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TwinKind {
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
pub(crate) fn twins<'a>(run: &RunContext<'a>) -> Vec<Twins<'a>> {
    let mut earlier = Earlier::new(run);
    let mut found = Vec::new();
    for (index, facts) in run.workloads() {
        let Some(main) = facts.main.as_ref().filter(|_| earlier.has_company(index)) else { continue };
        let Some(image) = ImageReference::parse(&main.image) else { continue };
        let one = Twin { index, facts, main, path: image.path };
        for (other, meeting) in earlier.partners(one) {
            let Some(other) = earlier.known.get(&other).copied() else { continue };
            found.extend(kind(run, one, other).map(|kind| Twins { one, other, meeting, kind }));
        }
        earlier.add(one);
    }
    found
}

/// The DaemonSets of the run up to some point, by what they run and where.
struct Earlier<'a, 'r> {
    run: &'r RunContext<'a>,
    company: Company,
    identities: Identities,
    known: BTreeMap<usize, Twin<'a>>,
    partners: BTreeMap<(Room, Program<'a>), Partners<Key<'a>>>,
    /// Which of the [`NAMES`] the DaemonSets of an image have, a bit each.
    masks: BTreeMap<&'a str, BTreeSet<u8>>,
}

impl<'a, 'r> Earlier<'a, 'r> {
    fn new(run: &'r RunContext<'a>) -> Self {
        Self {
            run,
            company: Company::of(run),
            identities: Identities::of(run.set),
            known: BTreeMap::new(),
            partners: BTreeMap::new(),
            masks: BTreeMap::new(),
        }
    }

    fn has_company(&self, index: usize) -> bool {
        let object = &self.run.set.objects[index];
        object.is_daemon_set() && self.company.is_in(object.file)
    }

    fn rooms(&self, index: usize) -> Vec<Room> {
        self.company.rooms(self.run.set.objects[index].file)
    }

    /// The first few that do the job of a later one, with where they meet.
    fn partners(&self, one: Twin<'a>) -> Vec<(usize, Meeting)> {
        let identity = self.identities.of_object(one.index);
        let (programs, own) = (self.programs_asked(one), key(one));
        let mut found = Vec::new();
        for key in places(&self.rooms(one.index), &programs) {
            let Some(partners) = self.partners.get(&key) else { continue };
            found.extend(partners.find(&own, identity, |_, other| {
                let other = self.known.get(&other)?;
                (!share_port(one.facts, other.facts)).then(|| meeting(self.run, one.index, other.index))?
            }));
        }
        first_of(found)
    }

    fn add(&mut self, one: Twin<'a>) {
        let identity = self.identities.of_object(one.index);
        let own = key(one);
        for place in places(&self.rooms(one.index), &programs(one)) {
            self.partners.entry(place).or_default().add(own.clone(), identity, one.index);
        }
        let mask = names(one).iter().fold(0, |mask, (bit, _)| mask | 1 << bit);
        self.masks.entry(one.path).or_default().insert(mask);
        self.known.insert(one.index, one);
    }

    /// What another one runs if it runs the program of this one.
    fn programs_asked(&self, one: Twin<'a>) -> Vec<Program<'a>> {
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

fn key(one: Twin<'_>) -> Key<'_> {
    (one.facts.ports.iter().map(|claimed| &claimed.port).collect(), NodeConstraints::of(&one.facts.pod))
}

fn places<'a>(rooms: &[Room], programs: &[Program<'a>]) -> Vec<(Room, Program<'a>)> {
    let places = rooms.iter().flat_map(|room| programs.iter().map(|program| (*room, program.clone())));
    places.collect()
}

/// What a DaemonSet runs, under everything that a later one may ask for.
fn programs(one: Twin<'_>) -> Vec<Program<'_>> {
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
fn names(one: Twin<'_>) -> Vec<(usize, &str)> {
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

fn kind(run: &RunContext<'_>, one: Twin<'_>, other: Twin<'_>) -> Option<TwinKind> {
    if one.path == other.path && is_one_program(one, other) {
        let is_tier = [one, other].iter().any(|twin| !twin.facts.is_for_every_node);
        let namespace = |twin: Twin<'_>| &run.set.objects[twin.index].id.namespace;
        let is_local = namespace(one) == namespace(other);
        return Some(if is_tier && is_local { TwinKind::Tiers } else { TwinKind::SameImage });
    }
    family(&one.main.image).map(TwinKind::SameFamily)
}

/// Whether two containers of one image do the same: the labels that name the application agree, or the command line.
fn is_one_program(one: Twin<'_>, other: Twin<'_>) -> bool {
    let labels = (one.facts.labels(), other.facts.labels());
    let shared = NAMES.iter().filter_map(|key| Some((labels.0.get(*key)?, labels.1.get(*key)?)));
    let agrees: Vec<bool> = shared.map(|(left, right)| left == right).collect();
    let line = one.main.command_line;
    (!agrees.is_empty() && agrees.iter().all(|agrees| *agrees))
        || (line.is_some() && line == other.main.command_line)
}
