//! `check`: reads, lints, reports.

use super::args::{CheckArgs, FailOn, PresetArg};
use super::baseline::BaselineFile;
use super::configs::Configs;
use super::error::CliError;
use super::fixing::Fixing;
use super::inputs::Manifests;
use super::output::Output;
use super::terminal::{self, Terminal};
use super::{Outcome, inputs, output};
use crate::config::{Overrides, Preset};
use crate::coverage::Coverage;
use crate::inventory::Inventory;
use crate::lint::{self, FileByFile, Finding, Judged, Rule, RunContext, Settings, Severity};
use crate::manifest::{FileManifest, ManifestSet};
use crate::report::{self, CheckReport, Hidden, Width};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Human,
    Compact,
    Json,
}

const FORMATS: [(&str, Format); 3] =
    [("human", Format::Human), ("compact", Format::Compact), ("json", Format::Json)];

pub(super) fn run(args: &CheckArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    let overrides = overrides(args)?;
    let configs = Configs::new(&args.input, args.stdin_filename.as_deref(), terminal)?;
    if args.print_config {
        output::print(&configs.show(&args.input, &overrides))?;
        return Ok(Outcome::Clean);
    }
    let baseline = BaselineFile::open(&args.baseline, terminal)?;
    let (mut manifests, found) = read(args, &configs, &overrides, terminal)?;
    let fixing = Fixing::of(args.fixes, &manifests.from);
    if let Some(name) = &args.stdin_filename {
        manifests.rename_stdin(name);
    }
    let judge = Judge {
        args,
        configs: &configs,
        settings: configs.settings(&overrides, &manifests.arguments),
        arguments: manifests.arguments.clone(),
        terminal,
    };
    let inventory = judge.inventory(&manifests.set)?;
    if let Some(fixing) = fixing
        && let Some(outcome) = fixing.run(
            &mut manifests.set,
            &manifests.from,
            &|set| judge.judge(set, inventory.clone()).1.findings,
            terminal,
        )?
    {
        manifests.ensure_complete()?;
        return Ok(outcome);
    }
    let (coverage, Judged { findings, suppressed }) = match found {
        Some(found) => (None, judge.judge_rest(&manifests.set, found)),
        None => judge.judge(&manifests.set, inventory),
    };
    let (findings, in_baseline) = judge.compare(&manifests, coverage.as_ref(), findings, baseline)?;

    let set = &manifests.set;
    let hidden = Hidden { suppressed: &suppressed, in_baseline };
    let report = CheckReport { set, findings: &findings, coverage: coverage.as_ref(), hidden };
    write(&report, &outputs, fixing, terminal)?;
    inputs::explain_emptiness(set, terminal);
    manifests.ensure_complete()?;
    Ok(outcome(&findings, args.fail_on))
}

/// Reads the manifests. Where nothing asks for all of them at once, most rules see each file as soon as it has been read,
/// and its objects are let go; what they found comes with the manifests.
fn read(
    args: &CheckArgs,
    configs: &Configs,
    overrides: &Overrides,
    terminal: Terminal,
) -> Result<(Manifests, Option<Vec<FileByFile>>), CliError> {
    let asks_for_all = inputs::has_nodes(&args.input, &args.pods, configs) || Fixing::is_wanted(args.fixes);
    if asks_for_all {
        return Ok((inputs::manifests(&args.input, configs, terminal)?, None));
    }
    let settings = configs.settings_by_config(overrides);
    let see = |argument: usize, file: &mut FileManifest| {
        let set = file.set();
        let expectations = configs.expectations(set, &[argument]);
        let settings = &settings[configs.number_of(argument)];
        let context = RunContext { set, coverage: None, expectations: &expectations, settings, briefs: &[] };
        let found = lint::judge_file(&context);
        file.release();
        found
    };
    let (manifests, found) = inputs::manifests_seen(&args.input, configs, terminal, see)?;
    Ok((manifests, Some(found)))
}

/// What it takes to judge manifests, once or after each round of fixes.
struct Judge<'a> {
    args: &'a CheckArgs,
    configs: &'a Configs,
    settings: Settings,
    /// The index of the argument that each file came through.
    arguments: Vec<usize>,
    terminal: Terminal,
}

impl Judge<'_> {
    /// The nodes that the arguments or the configs name.
    fn inventory(&self, set: &ManifestSet) -> Result<Option<Inventory>, CliError> {
        let expectations = self.configs.expectations(set, &self.arguments);
        let wanted = inputs::Wanted { set, pods: &self.args.pods, expectations: &expectations };
        inputs::inventory(&self.args.input, self.configs, wanted, self.terminal)
    }

    fn judge(&self, set: &ManifestSet, inventory: Option<Inventory>) -> (Option<Coverage>, Judged) {
        let expectations = self.configs.expectations(set, &self.arguments);
        let pods = &self.args.pods;
        let judged = inputs::Judged {
            set,
            pods,
            namespace: self.args.cluster.default_namespace(),
            expectations: &expectations,
            ready_after: None,
        };
        let coverage = inventory.map(|inventory| inputs::judge(inventory, judged, self.terminal));
        let settings = &self.settings;
        let context = RunContext {
            set,
            coverage: coverage.as_ref(),
            expectations: &expectations,
            settings,
            briefs: &[],
        };
        let judged = lint::judge(&context);
        (coverage, judged)
    }

    /// Judges what is left when each file has been judged by itself.
    fn judge_rest(&self, set: &ManifestSet, found: Vec<FileByFile>) -> Judged {
        let expectations = self.configs.expectations(set, &self.arguments);
        let (findings, briefs) = FileByFile::gather(found);
        let (expectations, settings) = (&expectations, &self.settings);
        let context = RunContext { set, coverage: None, expectations, settings, briefs: &briefs };
        lint::judge_run(&context, findings)
    }

    /// The findings that the baseline does not know, and how many it knows.
    fn compare(
        &self,
        manifests: &Manifests,
        coverage: Option<&Coverage>,
        findings: Vec<Finding>,
        baseline: Option<BaselineFile>,
    ) -> Result<(Vec<Finding>, Option<usize>), CliError> {
        let Some(baseline) = baseline else { return Ok((findings, None)) };
        // A baseline of half of the findings would be told as whole.
        if baseline.is_written() && manifests.ensure_complete().is_err() {
            return Ok((findings, None));
        }
        let set = &manifests.set;
        let expectations = self.configs.expectations(set, &self.arguments);
        let context =
            RunContext { set, coverage, expectations: &expectations, settings: &self.settings, briefs: &[] };
        let compared = baseline.apply(&context, findings, self.terminal)?;
        Ok((compared.findings, Some(compared.hidden)))
    }
}

fn write(
    report: &CheckReport<'_>,
    outputs: &[Output<Format>],
    fixing: Option<Fixing>,
    terminal: Terminal,
) -> Result<(), CliError> {
    for output in outputs {
        let text = render(report, output.format, terminal)?;
        if output.is_stdout() && fixing.is_some_and(Fixing::takes_stdout) {
            terminal::report(&text);
        } else {
            output.write(&text)?;
        }
    }
    if outputs.iter().any(|output| output.is_stdout() && output.format == Format::Human) {
        terminal.remark(report::summary(report, terminal.verbose).trim_end());
    }
    Ok(())
}

fn render(report: &CheckReport<'_>, format: Format, terminal: Terminal) -> Result<String, CliError> {
    Ok(match format {
        Format::Human => {
            let coverage = report
                .coverage
                .map(|coverage| report::coverage_table(report.set, coverage, Width::Table, terminal.out));
            report::human(report, terminal.out) + &coverage.unwrap_or_default()
        }
        Format::Compact => report::compact(report),
        Format::Json => report::check_json(report)?,
    })
}

fn outcome(findings: &[Finding], fail_on: FailOn) -> Outcome {
    let threshold = match fail_on {
        FailOn::Note => Severity::Note,
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
    };
    let fails = findings.iter().any(|finding| finding.severity >= threshold);
    if fails { Outcome::Findings } else { Outcome::Clean }
}

/// What the flags say about rules.
fn overrides(args: &CheckArgs) -> Result<Overrides, CliError> {
    let rules = |ids: &[String]| ids.iter().map(|id| known(id)).collect::<Result<Vec<_>, _>>();
    let preset = args.preset.map(|preset| match preset {
        PresetArg::Default => Preset::Default,
        PresetArg::Strict => Preset::Strict,
    });
    Ok(Overrides { preset, select: rules(&args.select)?, ignore: rules(&args.ignore)? })
}

/// The rule of a name.
pub(super) fn known(id: &str) -> Result<&'static Rule, CliError> {
    lint::find_rule(id).ok_or_else(|| {
        let help = match lint::nearest_rule(id) {
            Some(rule) => format!("did you mean {}?", rule.id),
            None => "`kubectl daemonset-lint rules` lists them".to_owned(),
        };
        CliError::usage(format!("no rule {id:?}"), help)
    })
}
