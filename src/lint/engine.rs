//! Runs rules over a run, in an order that does not depend on anything but the input.

use rayon::prelude::*;

use super::context::{Context, DaemonSetContext, RunContext};
use super::finding::{Finding, Findings};
use super::rule::{Check, Rule};

/// Runs the rules that the settings ask for; the findings come sorted by file, place and rule.
pub fn run(cx: &RunContext<'_>) -> Vec<Finding> {
    let rules: Vec<&'static Rule> = cx.settings.running().collect();
    let mut findings: Vec<Finding> = rules.into_par_iter().flat_map_iter(|rule| run_rule(cx, rule)).collect();
    findings.par_sort_by(|a, b| {
        let key = |finding: &Finding| (finding.at.file, finding.at.span, finding.rule.id);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    findings
}

fn run_rule(cx: &RunContext<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut out = Findings::of(rule);
    match rule.check {
        Check::Run(check) => check(cx, &mut out),
        Check::Workload(check) => workloads(cx, rule).for_each(|context| check(&context, &mut out)),
        Check::DaemonSet(check) => {
            workloads(cx, rule)
                .filter_map(DaemonSetContext::new)
                .for_each(|context| check(&context, &mut out));
        }
    }
    out.into_vec().into_iter().filter_map(|finding| settle(cx, finding)).collect()
}

/// The workloads of the files in which a rule runs.
fn workloads<'a>(cx: &'a RunContext<'a>, rule: &'static Rule) -> impl Iterator<Item = Context<'a>> {
    let objects = cx.set.objects.iter().enumerate().filter(|(_, object)| object.pod_template().is_some());
    let wanted = objects.filter(move |(_, object)| cx.settings.of_file(object.file).runs(rule));
    wanted.map(move |(index, _)| cx.object(rule, index))
}

/// The finding with the severity that is set for its file; none where the rule does not run.
fn settle(cx: &RunContext<'_>, mut finding: Finding) -> Option<Finding> {
    let settings = cx.settings.of_file(finding.at.file).of(finding.rule)?;
    if let Some(severity) = &settings.severity {
        finding.severity = severity.value;
    }
    settings.on.value.then_some(finding)
}
