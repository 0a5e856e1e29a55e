//! Runs rules over a run, in an order that does not depend on anything but the input.

use rayon::prelude::*;

use super::context::{Context, DaemonSetContext, RunContext};
use super::finding::{Finding, Findings};
use super::ignore::{Ignores, Suppressed};
use super::rule::{Check, Rule};

/// What the rules found, once the manifests had their say.
#[derive(Debug, Default)]
pub struct Judged {
    /// The findings that count, in the order to show: by file, object, place and rule.
    pub findings: Vec<Finding>,
    /// Those that a manifest asks to leave out, in the same order.
    pub suppressed: Vec<Suppressed>,
}

/// The findings that count; see [`judge`].
pub fn run(cx: &RunContext<'_>) -> Vec<Finding> {
    judge(cx).findings
}

/// Runs the rules that the settings ask for, and sets aside what the manifests ask to leave out.
pub fn judge(cx: &RunContext<'_>) -> Judged {
    let rules: Vec<&'static Rule> = cx.settings.running().collect();
    let mut findings: Vec<Finding> =
        rules.par_iter().flat_map_iter(|rule| settled(cx, run_rule(cx, rule))).collect();
    let mut ignores = Ignores::of(cx);
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
    let group = at.object.map_or(at.span, |object| cx.set.objects[object].node.span);
    (at.file, group.start, at.object, at.span, finding.rule.id, finding.message.clone())
}

fn run_rule(cx: &RunContext<'_>, rule: &'static Rule) -> Findings {
    let mut out = Findings::of(rule);
    match rule.check {
        Check::Run(check) => check(cx, &mut out),
        Check::Workload(check) => workloads(cx, rule).for_each(|context| check(&context, &mut out)),
        Check::DaemonSet(check) => {
            workloads(cx, rule)
                .filter_map(DaemonSetContext::new)
                .for_each(|context| check(&context, &mut out));
        }
        Check::Ignores(_) => {}
    }
    out
}

/// The workloads of the files in which a rule runs.
fn workloads<'a>(cx: &'a RunContext<'a>, rule: &'static Rule) -> impl Iterator<Item = Context<'a>> {
    let objects = cx.set.objects.iter().enumerate().filter(|(_, object)| object.pod_template().is_some());
    let wanted = objects.filter(move |(_, object)| cx.settings.of_file(object.file).runs(rule));
    wanted.map(move |(index, _)| cx.object(rule, index))
}

/// The findings that count where they stand, with the severities that are set there.
fn settled<'a>(cx: &'a RunContext<'_>, found: Findings) -> impl Iterator<Item = Finding> + use<'a> {
    found.into_vec().into_iter().filter_map(|finding| settle(cx, finding))
}

/// The finding with the severity that is set for its file; none where the rule does not run.
fn settle(cx: &RunContext<'_>, mut finding: Finding) -> Option<Finding> {
    let settings = cx.settings.of_file(finding.at.file).of(finding.rule)?;
    if let Some(severity) = &settings.severity {
        finding.severity = severity.value;
    }
    settings.on.value.then_some(finding)
}
