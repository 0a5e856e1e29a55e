//! `check`: reads, lints, reports.

use super::args::{CheckArgs, FailOn, PresetArg};
use super::baseline::BaselineFile;
use super::configs::Configs;
use super::error::CliError;
use super::output::Output;
use super::terminal::Terminal;
use super::{Outcome, inputs, output};
use crate::config::{Overrides, Preset};
use crate::lint::{self, Finding, Judged, Rule, RunContext, Severity};
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
    let mut manifests = inputs::manifests(&args.input, &configs, terminal)?;
    if let Some(name) = &args.stdin_filename {
        manifests.rename_stdin(name);
    }
    let set = &manifests.set;
    let settings = configs.settings(&overrides, &manifests.arguments);
    let expectations = configs.expectations(set, &manifests.arguments);
    let judged = inputs::Judged { set, pods: &args.pods, expectations: &expectations, ready_after: None };
    let coverage = inputs::coverage(&args.input, &configs, judged, terminal)?;
    let context =
        RunContext { set, coverage: coverage.as_ref(), expectations: &expectations, settings: &settings };
    let Judged { findings, suppressed } = lint::judge(&context);
    let (findings, in_baseline) = match baseline {
        // A baseline of half of the findings would be told as whole.
        Some(baseline) if baseline.is_written() && manifests.ensure_complete().is_err() => (findings, None),
        Some(baseline) => {
            let compared = baseline.apply(&context, findings, terminal)?;
            (compared.findings, Some(compared.hidden))
        }
        None => (findings, None),
    };

    let hidden = Hidden { suppressed: &suppressed, in_baseline };
    let report = CheckReport { set, findings: &findings, coverage: coverage.as_ref(), hidden };
    write(&report, &outputs, terminal)?;
    inputs::explain_emptiness(set, terminal);
    manifests.ensure_complete()?;
    Ok(outcome(&findings, args.fail_on))
}

fn write(report: &CheckReport<'_>, outputs: &[Output<Format>], terminal: Terminal) -> Result<(), CliError> {
    for output in outputs {
        output.write(&render(report, output.format, terminal)?)?;
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
