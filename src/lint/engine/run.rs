//! Runs rules over a run, in an order that does not depend on anything but the input.
//!
//! Most rules look at one object. They can be run on each file as soon as it has been read ([`judge_file`]), so that its
//! objects can be let go before the next one; what is left for the whole run ([`judge_run`]) asks for few of them again.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::context::{Context, DaemonSetContext, RunContext};
use super::daemon_sets::object;
use super::facts::Facts;
use super::finding::{Finding, Findings};
use super::give_way::give_way;
use super::ignore::{self, Suppressed};
use super::rule::{Check, Needs, Reach, Rule};
use super::run_facts::RunFacts;
use super::settings::RuleSettings;

/// What the rules found, once the manifests had their say.
#[derive(Debug, Default)]
pub struct Judged {
    /// The findings that count, in the order to show: by file, object, place and rule.
    pub findings: Vec<Finding>,
    /// Those that a manifest asks to leave out, in the same order.
    pub suppressed: Vec<Suppressed>,
}

/// What the rules found in files that they saw one by one, and what is kept of the workloads.
#[derive(Debug, Default)]
pub struct FileByFile {
    findings: Vec<Finding>,
    /// By the index of the object.
    facts: Vec<Option<Facts>>,
}

/// The findings that count; see [`judge`].
pub fn run(cx: &RunContext<'_>) -> Vec<Finding> {
    judge(cx).findings
}

/// Runs the rules that the settings ask for, and sets aside what the manifests ask to leave out.
pub fn judge(cx: &RunContext<'_>) -> Judged {
    let known = RunFacts::new(distil(cx));
    let cx = &RunContext { known: &known, ..*cx };
    let rules: Vec<&'static Rule> = cx.settings.running().collect();
    let of_objects = (0..cx.set.objects.len()).into_par_iter().flat_map(|index| {
        let rules: Vec<&RuleSettings> = running_on(cx, index).collect();
        rules.into_par_iter().flat_map_iter(move |rule| of_object(cx, rule, index))
    });
    let mut findings: Vec<Finding> = of_objects.collect();
    findings.par_extend(rules.par_iter().flat_map_iter(|rule| of_run(cx, rule)));
    finish(cx, &rules, findings)
}

/// Runs the rules that look at one file at a time; the file is the whole run of the context. Their fixes can be shown, but
/// no longer be [checked](crate::fix).
pub fn judge_file(cx: &RunContext<'_>) -> FileByFile {
    let known = RunFacts::new(distil(cx));
    let cx = &RunContext { known: &known, ..*cx };
    let objects = 0..cx.set.objects.len();
    let of_objects = objects
        .clone()
        .flat_map(|index| running_on(cx, index).flat_map(move |rule| of_object(cx, rule, index)));
    let mut findings: Vec<Finding> = of_objects.collect();
    let rules = cx.settings.of_file(0).running().map(|settings| settings.rule);
    findings.extend(rules.filter(|rule| is_for_one_file(rule)).flat_map(|rule| of_run(cx, rule)));
    findings.iter_mut().for_each(Finding::shrink);
    findings.shrink_to_fit();
    FileByFile { findings, facts: known.into_facts() }
}

/// What there is to know of each object of the run.
fn distil(cx: &RunContext<'_>) -> Vec<Option<Facts>> {
    let facts = (0..cx.set.objects.len()).into_par_iter().map(|index| Facts::of(&object(cx, index)));
    let mut facts: Vec<Option<Facts>> = facts.collect();
    // Kept until the end of the run, one list for each file.
    facts.shrink_to_fit();
    facts
}

/// Runs the rules that look at the whole run, when the others have seen each of its files.
pub fn judge_run(cx: &RunContext<'_>, (mut findings, facts): (Vec<Finding>, Vec<Option<Facts>>)) -> Judged {
    let known = RunFacts::new(facts);
    let cx = &RunContext { known: &known, ..*cx };
    let rules: Vec<&'static Rule> = cx.settings.running().collect();
    for rule in &rules {
        if let Check::Beside(reach, _) = rule.check {
            look_again(cx, rule, reach(cx.set), &mut findings);
        }
    }
    let of_run =
        rules.par_iter().filter(|rule| !is_for_one_file(rule)).flat_map_iter(|rule| of_run(cx, rule));
    findings.par_extend(of_run);
    finish(cx, &rules, findings)
}

impl FileByFile {
    /// Puts the files of a run together, in their order: the findings, and the facts of all objects.
    pub fn gather(files: impl IntoIterator<Item = Self>) -> (Vec<Finding>, Vec<Option<Facts>>) {
        let (mut findings, mut facts) = (Vec::new(), Vec::new());
        for (file, found) in files.into_iter().enumerate() {
            let first_object = facts.len();
            findings.extend(found.findings.into_iter().map(|finding| finding.in_run(file, first_object)));
            facts.extend(found.facts);
        }
        (findings, facts)
    }
}

/// Lets a rule see the whole run that saw each file by itself, on the objects for which that can make a difference.
fn look_again(cx: &RunContext<'_>, rule: &'static Rule, reach: Reach, findings: &mut Vec<Finding>) {
    let objects: BTreeSet<usize> = match reach {
        Reach::Nothing => return,
        Reach::Findings => {
            let own = findings.iter().filter(|finding| finding.rule.id == rule.id);
            own.filter_map(|finding| finding.at.object).collect()
        }
        Reach::All => (0..cx.set.objects.len()).collect(),
    };
    findings.retain(|finding| {
        finding.rule.id != rule.id || finding.at.object.is_none_or(|object| !objects.contains(&object))
    });
    findings.par_extend(objects.into_par_iter().flat_map_iter(|index| {
        let settings = cx.settings.of_file(cx.set.objects[index].file).of(rule);
        settings.into_iter().flat_map(move |settings| of_object(cx, settings, index))
    }));
}

/// Takes out what the manifests ask to leave out, judges that, and sorts the rest.
fn finish(cx: &RunContext<'_>, rules: &[&'static Rule], mut findings: Vec<Finding>) -> Judged {
    give_way(&mut findings);
    let mut ignores = ignore::read(cx);
    let mut suppressed = ignores.apply(&mut findings);
    for rule in rules {
        if let Check::Ignores(check) = rule.check {
            let mut out = Findings::of(rule);
            check(cx, &ignores, &mut out);
            let mut late: Vec<Finding> = settled(cx, out).collect();
            suppressed.extend(ignores.apply(&mut late));
            findings.extend(late);
        }
    }
    findings.par_sort_by_cached_key(|finding| order(cx, finding));
    suppressed.sort_by_cached_key(|suppressed| order(cx, &suppressed.finding));
    Judged { findings, suppressed }
}

/// What decides the place of a finding in the output: findings of one object stay together.
fn order(cx: &RunContext<'_>, finding: &Finding) -> impl Ord + use<> {
    let at = &finding.at;
    let group = at.object.map_or(at.span, |object| cx.set.objects[object].span);
    (at.file, group.start, at.object, at.span, finding.rule.id, finding.message.clone())
}

/// Whether a rule says of a file what it would say of it in any run.
fn is_for_one_file(rule: &Rule) -> bool {
    match rule.check {
        Check::Workload(_) | Check::DaemonSet(_) | Check::Beside(..) => true,
        Check::Run(_) => matches!(rule.needs, Needs::Manifest | Needs::File),
        Check::Ignores(_) => false,
    }
}

/// What a rule says of the run as such.
fn of_run(cx: &RunContext<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut out = Findings::of(rule);
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

/// What a rule says of one workload.
fn of_object(cx: &RunContext<'_>, settings: &RuleSettings, index: usize) -> Vec<Finding> {
    let mut out = Findings::of(settings.rule);
    let object = cx.set.objects[index].in_passing();
    let context = Context { run: cx, index, object: &object, options: settings.options() };
    match settings.rule.check {
        Check::Workload(check) => check(&context, &mut out),
        Check::DaemonSet(check) | Check::Beside(_, check) => {
            if let Some(context) = DaemonSetContext::new(context) {
                check(&context, &mut out);
            }
        }
        Check::Run(_) | Check::Ignores(_) => {}
    }
    settled(cx, out).collect()
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
