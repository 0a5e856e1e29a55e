//! Runs rules over a run, in an order that does not depend on anything but the input.
//!
//! A rule runs as soon as what it needs is there. Most look at one object or one file, and run while that is open
//! ([`judge_file`]); so do those that read verdicts, where there are no nodes. The others run when the whole run is known
//! ([`judge_run`]): they see [facts](Facts) of each object, and the few objects that they look into are opened for that.

use std::sync::Arc;

use rayon::prelude::*;

use super::context::{Context, DaemonSetContext, RunContext};
use super::daemon_sets::object;
use super::facts::Facts;
use super::finding::{Finding, Findings};
use super::give_way::give_way;
use super::ignore::{self, Ignores, Suppressed};
use super::read_facts::facts_of;
use super::rule::{Check, Needs, Rule};
use super::run_facts::RunFacts;
use super::settings::RuleSettings;
use crate::lint::cluster::kustomization::KustomizedFiles;
use crate::manifest::Object;
use crate::yaml::FieldPath;

/// What the rules found, after what the manifests ask to leave out.
#[derive(Debug, Default)]
pub struct Judged {
    /// The findings that count, in the order to show: by file, object, place and rule.
    pub findings: Vec<Finding>,
    /// Those that a manifest asks to leave out, in the same order.
    pub suppressed: Vec<Suppressed>,
}

/// What the rules found while a file was open, and what is kept of its objects.
#[derive(Clone, Debug, Default)]
pub struct FileFindings {
    findings: Vec<Finding>,
    /// By the index of the object.
    facts: Vec<Option<Arc<Facts>>>,
    /// The objects that a rule has to look into when the whole run is known.
    waiting: Vec<(usize, &'static Rule)>,
    /// Whether the objects wait for the verdicts on nodes.
    waits_for_nodes: bool,
    /// Whether nobody is going to apply fixes.
    is_for_report: bool,
}

/// Whether verdicts on nodes are to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// There are nodes: rules that look at one object may read the verdicts on it, and wait for them.
    Known,
    /// There are none.
    Unknown,
}

/// The findings that count; see [`judge`].
pub fn run(cx: &RunContext<'_>) -> Vec<Finding> {
    judge(cx).findings
}

/// Runs the rules that the settings ask for, and sets aside what the manifests ask to leave out.
pub fn judge(cx: &RunContext<'_>) -> Judged {
    let nodes = if cx.coverage.is_some() { Nodes::Known } else { Nodes::Unknown };
    judge_run(cx, judge_file(cx, nodes))
}

/// Runs the rules that need nothing but a file that is open; the file is the whole run of the context.
pub fn judge_file(cx: &RunContext<'_>, nodes: Nodes) -> FileFindings {
    let objects = 0..cx.set.objects.len();
    let facts = objects.clone().into_par_iter().with_min_len(MIN_OBJECTS);
    let facts = facts.map(|index| facts_of(&object(cx, index)).map(Arc::new)).collect_vec_list();
    let mut facts: Vec<Option<Arc<Facts>>> = facts.into_iter().flatten().collect();
    // Kept until the end of the run, one list for each file.
    facts.shrink_to_fit();
    let known = RunFacts::new(facts);
    let cx = &RunContext { known: &known, ..*cx };
    let rules = cx.settings.running();
    let of_file = rules.filter(|rule| is_for_one_file(rule)).flat_map(|rule| of_run(cx, rule));
    let mut findings: Vec<Finding> = of_file.collect();
    let mut waiting = Vec::new();
    if nodes == Nodes::Unknown {
        let seen = objects.into_par_iter().with_min_len(MIN_OBJECTS).map(|index| of_object(cx, index));
        for (index, (found, waits)) in seen.collect::<Vec<_>>().into_iter().enumerate() {
            findings.extend(found);
            waiting.extend(waits.into_iter().map(|rule| (index, rule)));
        }
    }
    findings.shrink_to_fit();
    let waits_for_nodes = nodes == Nodes::Known;
    FileFindings { findings, facts: known.into_facts(), waiting, waits_for_nodes, is_for_report: false }
}

/// How many objects are worth a thread of their own.
const MIN_OBJECTS: usize = 8;

/// Runs the rules that ask for the whole run, when the others have seen each of its files.
pub fn judge_run(cx: &RunContext<'_>, found: FileFindings) -> Judged {
    let FileFindings { mut findings, facts, waiting, waits_for_nodes, is_for_report } = found;
    let known = RunFacts::new(facts);
    let cx = &RunContext { known: &known, ..*cx };
    let rules: Vec<&'static Rule> = cx.settings.running().collect();
    let in_run = rules.par_iter().filter(|rule| !is_for_one_file(rule));
    let late =
        of_objects_in_run(cx, &waiting, waits_for_nodes).chain(in_run.flat_map_iter(|rule| of_run(cx, rule)));
    findings.par_extend(late.map(|mut finding| {
        if is_for_report {
            finding.for_report();
        }
        finding
    }));
    finish(cx, &rules, findings)
}

/// What rules say of objects once the whole run is known.
fn of_objects_in_run<'a>(
    cx: &'a RunContext<'_>,
    waiting: &'a [(usize, &'static Rule)],
    is_of_all: bool,
) -> impl ParallelIterator<Item = Finding> + 'a {
    let all = if is_of_all { 0..cx.set.objects.len() } else { 0..0 };
    let all = all.into_par_iter().flat_map_iter(|index| of_object_in_run(cx, index, |_| true));
    // Where nothing waits for nodes, only some of the objects have to be opened.
    let waiting: Vec<_> = waiting.chunk_by(|(one, _), (other, _)| one == other).collect();
    let some = waiting.into_par_iter().flat_map_iter(|rules| {
        let waits = |rule: &Rule| rules.iter().any(|(_, waiting)| waiting.id == rule.id);
        rules.first().map(|(index, _)| of_object_in_run(cx, *index, waits)).unwrap_or_default()
    });
    all.chain(some)
}

impl FileFindings {
    /// Puts the files of a run together, in their order.
    pub fn gather(files: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for (file, found) in files.into_iter().enumerate() {
            let first_object = all.facts.len();
            all.findings.extend(found.findings.into_iter().map(|finding| finding.in_run(file, first_object)));
            all.waiting.extend(found.waiting.into_iter().map(|(object, rule)| (first_object + object, rule)));
            all.facts.extend(found.facts);
            all.waits_for_nodes |= found.waits_for_nodes;
            all.is_for_report |= found.is_for_report;
        }
        all
    }

    /// The same in less room: fixes can be shown, but no longer be [checked](crate::fix).
    #[must_use]
    pub fn for_report(mut self) -> Self {
        self.findings.iter_mut().for_each(Finding::for_report);
        self.is_for_report = true;
        self
    }
}

/// Takes out what manifests and configs ask to leave out, judges what manifests ask, and sorts the rest.
fn finish(cx: &RunContext<'_>, rules: &[&'static Rule], mut findings: Vec<Finding>) -> Judged {
    give_way(&mut findings);
    let kustomized = cx.known.kustomized(cx.set);
    findings.retain(|finding| !is_left_to_kustomize(cx, kustomized, finding));
    let mut ignores = if cx.settings.heeds_ignores() { ignore::read(cx) } else { Ignores::default() };
    let mut suppressed = ignores.apply(&mut findings);
    for rule in rules {
        if let Check::Ignores(check) = rule.check {
            let mut out = Findings::new(rule);
            check(cx, &ignores, &mut out);
            let mut late: Vec<Finding> = settled(cx, out).collect();
            suppressed.extend(ignores.apply(&mut late));
            findings.extend(late);
        }
    }
    suppressed.extend(ignore::spare(cx, &mut findings));
    findings.par_sort_by_cached_key(|finding| order(cx, finding));
    suppressed.sort_by_cached_key(|suppressed| order(cx, &suppressed.finding));
    Judged { findings, suppressed }
}

/// Whether a finding is about what a kustomization of the run makes of the file: a patch is no object of its own, and the
/// selector of a resource may be written by `commonLabels`.
fn is_left_to_kustomize(cx: &RunContext<'_>, kustomized: &KustomizedFiles, finding: &Finding) -> bool {
    let Some(object) = finding.at.object.map(|object| &cx.set.objects[object]) else { return false };
    if !object.is_workload() {
        return false;
    }
    let is_selector = finding.server.is_some()
        && finding.at.path.as_ref().is_some_and(|path| *path == FieldPath::parse("spec.selector"));
    kustomized.is_patch(finding.at.file) || (is_selector && kustomized.has_selector(finding.at.file))
}

/// What decides the place of a finding in the output: findings of one object stay together.
fn order(cx: &RunContext<'_>, finding: &Finding) -> impl Ord + use<> {
    let at = &finding.at;
    let group = at.object.map_or(at.span, |object| cx.set.objects[object].span);
    (at.file, group.start, at.object, at.span, finding.rule.id, finding.message.clone())
}

/// Whether a rule that is called once a run says of a file what it would say of it in any run.
fn is_for_one_file(rule: &Rule) -> bool {
    matches!(rule.check, Check::Run(_)) && matches!(rule.needs, Needs::Manifest | Needs::File)
}

/// What a rule says of the run as such.
fn of_run(cx: &RunContext<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut out = Findings::new(rule);
    if let Check::Run(check) = rule.check {
        check(cx, &mut out);
    }
    settled(cx, out).collect()
}

/// The rules that run where an object stands; none on what is no workload, or only a reference.
fn running_on<'a>(cx: &'a RunContext<'a>, index: usize) -> impl Iterator<Item = &'a RuleSettings> {
    let object = Some(&cx.set.objects[index]).filter(|object| object.is_workload() && !object.is_reference);
    object.into_iter().flat_map(|object| {
        let running = cx.settings.of_file(object.file).running();
        running.filter(|settings| cx.is_for(settings.rule, object.file))
    })
}

/// What the rules say of one workload that need nothing else, and the rules that wait for the run.
fn of_object(cx: &RunContext<'_>, index: usize) -> (Vec<Finding>, Vec<&'static Rule>) {
    let (mut findings, mut waiting) = (Vec::new(), Vec::new());
    for settings in running_on(cx, index) {
        let context = Context { options: settings.options(), ..object(cx, index) };
        if !is_judged_by(settings.rule, context.object) {
            continue;
        }
        if let Check::DaemonSetInRun { may_apply, .. } = settings.rule.check {
            if DaemonSetContext::new(context).is_some_and(|context| may_apply(&context)) {
                waiting.push(settings.rule);
            }
        } else {
            findings.extend(of_rule(settings.rule, context));
        }
    }
    (findings, waiting)
}

/// What rules say of one workload once the whole run is known: it is opened once for all of them.
fn of_object_in_run(cx: &RunContext<'_>, index: usize, is_wanted: impl Fn(&Rule) -> bool) -> Vec<Finding> {
    let mut rules = running_on(cx, index).filter(|settings| is_wanted(settings.rule)).peekable();
    if rules.peek().is_none() {
        return Vec::new();
    }
    let object = cx.set.objects[index].open();
    let context = |options| Context { run: cx, index, object: &object, options };
    let rules = rules.filter(|settings| is_judged_by(settings.rule, &object));
    rules.flat_map(|settings| of_rule(settings.rule, context(settings.options()))).collect()
}

/// Whether a rule has anything to say of an object. One whose containers have no image is likely an overlay that repeats its
/// selector: of that only what a server would refuse is said.
fn is_judged_by(rule: &Rule, object: &Object) -> bool {
    rule.needs == Needs::File || !object.is_without_images()
}

/// What a rule says of one workload.
fn of_rule(rule: &'static Rule, context: Context<'_>) -> Vec<Finding> {
    let mut out = Findings::new(rule);
    match rule.check {
        Check::Workload(check) => check(&context, &mut out),
        Check::DaemonSet(check) | Check::DaemonSetInRun { check, .. } => {
            if let Some(context) = DaemonSetContext::new(context) {
                check(&context, &mut out);
            }
        }
        Check::Run(_) | Check::Ignores(_) => {}
    }
    settled(context.run, out).collect()
}

/// The findings that count where they stand, with the severities that are set there.
fn settled<'a>(cx: &'a RunContext<'_>, found: Findings) -> impl Iterator<Item = Finding> + use<'a> {
    found.into_vec().into_iter().filter_map(|finding| settle(cx, finding))
}

/// The finding with the severity that is set for its file; none where the rule does not run, and none of what is only a
/// reference.
fn settle(cx: &RunContext<'_>, mut finding: Finding) -> Option<Finding> {
    if finding.at.object.is_some_and(|object| cx.set.objects[object].is_reference) {
        return None;
    }
    let settings = cx.settings.of_file(finding.at.file).of(finding.rule)?;
    if let Some(severity) = &settings.severity {
        finding.severity = severity.value;
    }
    (settings.on.value && cx.is_for(finding.rule, finding.at.file)).then_some(finding)
}
