//! What runs in a cluster, and what would run if manifests were applied to it. Nothing is written.

use std::collections::BTreeMap;

use serde_json::Value;

use super::change::{Change, Format, write};
use super::side::Side;
use crate::cli::Outcome;
use crate::cli::args::{DiffArgs, PodArgs, RuleChoice};
use crate::cli::baseline::Baselines;
use crate::cli::check::{related_kinds, without_denied};
use crate::cli::configs::Configs;
use crate::cli::error::CliError;
use crate::cli::live::{self, Answer, Before, Question};
use crate::cli::output::Output;
use crate::cli::rule_choice;
use crate::cli::terminal::Terminal;
use crate::config::Overrides;
use crate::coverage::{Coverage, ServerObject, Settings};
use crate::inventory::Inventory;
use crate::lint::Rule;
use crate::manifest::{self, ManifestSet};
use crate::yaml::edit::to_json;

pub(super) fn run(
    args: &DiffArgs,
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<Outcome, CliError> {
    ensure_one_side(args)?;
    let configs = Configs::new(&args.input, None, terminal)?;
    let overrides = rule_choice::overrides(&args.rules)?;
    let baselines = Baselines::open(args.baseline.as_deref(), false, &configs, terminal)?;
    let baselines = baselines.map(Baselines::for_live_objects);
    let settings = configs.settings_by_config(&overrides);
    let runs = |rule: &Rule| settings.iter().any(|settings| settings.runs_anywhere(rule));
    let pods = PodArgs { pods: Vec::new() };
    let question = Question::new((&args.input, &pods, &args.cluster), &configs, terminal)?;
    let question = question.beside(related_kinds(&runs)).keeping_replaced();
    let mut visited = question.ask(terminal)?;
    let mut changes = Vec::new();
    for (index, answer) in live::answers(&mut visited) {
        let Some(before) = answer.before.take() else { continue };
        let choice = Choice { rules: &args.rules, overrides: &overrides };
        let (before, after) = sides(before, answer, (&configs, choice), terminal);
        let (before, after) =
            (before.without_known(baselines.as_ref()), after.without_known(baselines.as_ref()));
        changes.push(Change::new(before, after, Some(index)));
    }
    let judged = changes.iter().filter_map(|change| Some((change.cluster, change.after.coverage.as_ref()?)));
    let clusters = live::infos(&question, &visited, judged);
    write(&changes, &clusters, outputs, terminal)?;
    live::explain(&question, &visited, &clusters, &runs, terminal);
    question.ensure_complete()?;
    live::ensure_all(&visited)?;
    let thresholds = configs.thresholds(args.rules.threshold());
    let fails = changes.iter().any(|change| change.outcome(&thresholds) == Outcome::Findings);
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

/// The cluster is the other side.
fn ensure_one_side(args: &DiffArgs) -> Result<(), CliError> {
    if args.since.is_some() {
        let problem = "--since compares with git, and --cluster with a cluster";
        return Err(CliError::usage(problem, "leave one of them out"));
    }
    if !live::names_manifests(&args.input) {
        let help = "name what would be applied: kubectl daemonset-lint diff --cluster PATH";
        return Err(CliError::usage("diff --cluster compares a cluster with manifests", help));
    }
    Ok(())
}

/// The cluster as it is, and as it would be.
fn sides(
    before: Before,
    answer: &mut Answer,
    (configs, choice): (&Configs, Choice<'_>),
    terminal: Terminal,
) -> (Side, Side) {
    let Before { manifests: live, daemon_sets } = before;
    let manifests = std::mem::take(&mut answer.manifests);
    let applied = answer.view.apply(&manifests.set).into_owned();
    let after = merged(&applied, &live.set, &daemon_sets, terminal);
    let before = daemon_sets.into_iter().filter_map(|(index, value)| Some((index, on_server(value)?)));
    let inventory = std::mem::take(&mut answer.inventory);
    let judge = Judge { configs, choice, answer };
    let before = judge.side(live.set, &live.arguments, before.collect(), inventory.clone());
    let after = judge.side(applied, &manifests.arguments, after, inventory);
    (before, after)
}

/// What flags say about rules.
#[derive(Clone, Copy)]
struct Choice<'a> {
    rules: &'a RuleChoice,
    overrides: &'a Overrides,
}

struct Judge<'a> {
    configs: &'a Configs,
    choice: Choice<'a>,
    answer: &'a Answer,
}

impl Judge<'_> {
    fn side(
        &self,
        set: ManifestSet,
        arguments: &[usize],
        objects: BTreeMap<usize, ServerObject>,
        inventory: Inventory,
    ) -> Side {
        let Choice { rules, overrides } = self.choice;
        let settings = rules.heeding(self.configs.settings(overrides, arguments));
        let settings = without_denied(settings, self.answer);
        let configs = arguments.iter().map(|&argument| self.configs.number_of(argument)).collect();
        let expectations = self.configs.expectations(&set, arguments);
        let placing = Settings { namespace: self.answer.view.namespace.clone(), ready_after: None };
        let mut coverage = Coverage::on_server(&set, inventory, &placing, &objects);
        coverage.check_expectations(&expectations);
        let mut side = Side::new(set, Some(coverage), &expectations, &settings, configs);
        side.objects = objects;
        side.coverage = side.coverage.map(|coverage| coverage.without_references(&side.set));
        side
    }
}

/// What an apply makes of the DaemonSets that the cluster has, by their indexes among the manifests.
fn merged(
    applied: &ManifestSet,
    live: &ManifestSet,
    daemon_sets: &BTreeMap<usize, Value>,
    terminal: Terminal,
) -> BTreeMap<usize, ServerObject> {
    let by_name: BTreeMap<_, &Value> = daemon_sets
        .iter()
        .map(|(index, value)| {
            let id = &live.objects[*index].id;
            ((&id.namespace, &id.name), value)
        })
        .collect();
    let own = applied.objects.iter().enumerate();
    let own = own.filter(|(_, object)| object.is_daemon_set() && !object.is_reference);
    let merged = own.filter_map(|(index, object)| {
        let live = by_name.get(&(&object.id.namespace, &object.id.name))?;
        match manifest::apply(live, &to_json(object.node())) {
            Ok(value) => {
                let keeps_unnamed = manifest::last_applied(live).is_none();
                Some((index, ServerObject { keeps_unnamed, ..on_server(value)? }))
            }
            Err(error) => {
                let name = object.id.qualified_name();
                terminal.warning(&format!("{name}: kubectl cannot apply it: {error}; compared as written"));
                None
            }
        }
    });
    merged.collect()
}

/// An object of the server; none if it is no DaemonSet as the API knows it, which the rules say.
fn on_server(value: Value) -> Option<ServerObject> {
    let stored = manifest::stored(&value);
    let spec = serde_json::from_value(stored.get("spec")?.clone()).ok()?;
    Some(ServerObject { value, spec, keeps_unnamed: false })
}
