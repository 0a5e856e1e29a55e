//! Runs rules over a run, in an order that does not depend on anything but the input.

use super::context::{Context, DaemonSetContext, RunContext};
use super::finding::{Finding, Findings};
use super::rule::{Check, Rule};

/// Runs the rules; the findings come sorted by file, place and rule.
pub fn run(cx: &RunContext<'_>, rules: &[&'static Rule]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| run_rule(cx, rule)).collect();
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.at.file, finding.at.span, finding.rule.id);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    findings
}

fn run_rule(cx: &RunContext<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut out = Findings::of(rule);
    match rule.check {
        Check::Run(check) => check(cx, &mut out),
        Check::Workload(check) => workloads(cx).for_each(|context| check(&context, &mut out)),
        Check::DaemonSet(check) => {
            workloads(cx).filter_map(DaemonSetContext::new).for_each(|context| check(&context, &mut out));
        }
    }
    out.into_vec()
}

fn workloads<'a>(cx: &'a RunContext<'a>) -> impl Iterator<Item = Context<'a>> {
    let objects = cx.set.objects.iter().enumerate();
    objects.filter(|(_, object)| object.pod_template().is_some()).map(|(index, object)| Context {
        run: cx,
        index,
        object,
    })
}
