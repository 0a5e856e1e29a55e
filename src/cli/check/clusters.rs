//! `check --cluster`: the same with the nodes of clusters, and without PATH with their objects.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::super::Outcome;
use super::super::args::CheckArgs;
use super::super::baseline::Baselines;
use super::super::configs::Configs;
use super::super::error::CliError;
use super::super::fixing::Fixing;
use super::super::live::{self, Answer, Question};
use super::super::terminal::Terminal;
use super::demands::ensure_checked;
use super::judge::{Judge, Part, Read};
use super::write::{Format, outcome, write};
use crate::cli::output::Output;
use crate::cluster::Kind;
use crate::config::Overrides;
use crate::lint::{self, Origin, Rule, Settings};

/// The kinds that rules read beside workloads, of those that a cluster can be asked for.
const RELATED: [Kind; 12] = [
    Kind::PriorityClass,
    Kind::Namespace,
    Kind::LimitRange,
    Kind::ResourceQuota,
    Kind::Service,
    Kind::NetworkPolicy,
    Kind::PodDisruptionBudget,
    Kind::ServiceAccount,
    Kind::Role,
    Kind::RoleBinding,
    Kind::ClusterRole,
    Kind::ClusterRoleBinding,
];

pub(super) fn run(
    args: &CheckArgs,
    configs: &Configs,
    overrides: &Overrides,
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<Outcome, CliError> {
    ensure_writable(args)?;
    let baseline =
        Baselines::open(args.baseline.baseline.as_deref(), args.baseline.write_baseline, configs, terminal)?;
    let settings = configs.settings_by_config(overrides);
    let runs = |rule: &Rule| settings.iter().any(|settings| settings.runs_anywhere(rule));
    let question = Question::new((&args.input, &args.pods, &args.cluster), configs, terminal)?;
    let question = question.beside(related_kinds(&runs));
    let is_live = question.manifests().is_none();
    let baseline = baseline.map(|baseline| if is_live { baseline.for_live_objects() } else { baseline });
    let mut visited = question.ask(terminal)?;
    let mut parts = Vec::new();
    for (index, answer) in live::answers(&mut visited) {
        let manifests = std::mem::take(&mut answer.manifests);
        let judge = Judge {
            args,
            configs,
            settings: without_denied(
                args.rules.heeding(configs.settings(overrides, &manifests.arguments)),
                answer,
            ),
            by_config: configs.settings_by_config(overrides),
            arguments: manifests.arguments.clone(),
            view: Some(answer.view.clone()),
            terminal,
        };
        let inventory = Some(std::mem::take(&mut answer.inventory));
        match judge.part(Read::of_manifests(manifests), inventory, baseline.as_ref())? {
            ControlFlow::Continue(part) => {
                let part = if is_live { without_fixes(part) } else { part };
                parts.push(Part { cluster: Some(index), ..part });
            }
            ControlFlow::Break(outcome) => return Ok(outcome),
        }
    }
    let judged = parts.iter().filter_map(|part| Some((part.cluster, part.coverage.as_ref()?)));
    let clusters = live::infos(&question, &visited, judged);
    write(&parts, &clusters, outputs, terminal)?;
    live::explain(&question, &visited, &clusters, &runs, terminal);
    question.ensure_complete()?;
    live::ensure_all(&visited)?;
    ensure_checked(args, &parts)?;
    Ok(outcome(&parts, configs, &configs.thresholds(args.rules.threshold())))
}

/// Nothing is written to clusters, and files are written once.
fn ensure_writable(args: &CheckArgs) -> Result<(), CliError> {
    let flag = match () {
        () if args.fixes.diff => "--diff",
        () if Fixing::is_wanted(args.fixes) => "--fix",
        () if args.baseline.write_baseline => "--write-baseline",
        () => return Ok(()),
    };
    if !live::names_manifests(&args.input) {
        let problem = format!("{flag} is for files, and these objects are those of a cluster");
        let help = format!("name the manifests: kubectl daemonset-lint check {flag} --cluster PATH");
        return Err(CliError::usage(problem, help));
    }
    if args.cluster.all_contexts || args.cluster.context.len() > 1 {
        return Err(CliError::usage(format!("{flag} is for one context"), "leave one --context"));
    }
    Ok(())
}

/// The findings without fixes: there is no file to which they could be applied.
fn without_fixes(mut part: Part) -> Part {
    let suppressed = part.suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
    part.findings.iter_mut().chain(suppressed).for_each(|finding| finding.fix = None);
    part
}

/// The kinds that some of the rules read.
pub(in crate::cli) fn related_kinds(runs: &dyn Fn(&Rule) -> bool) -> Vec<Kind> {
    let rules = lint::rules::ALL.iter().filter(|rule| runs(rule));
    let wanted: BTreeSet<&str> = rules.flat_map(|rule| lint::related_kinds(rule)).collect();
    RELATED.into_iter().filter(|kind| wanted.contains(kind.resource().kind)).collect()
}

/// The settings without the rules that would take for absent what only may not be read.
pub(in crate::cli) fn without_denied(mut settings: Settings, answer: &Answer) -> Settings {
    for denied in &answer.denied {
        let kind = denied.kind.resource().kind;
        settings.turn_off(|rule| lint::depends_on(rule, kind), &Origin::denied(kind));
    }
    settings
}
