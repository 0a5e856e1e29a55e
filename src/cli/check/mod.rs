//! `check`: reads, lints, reports.

mod clusters;
mod judge;

use std::ops::ControlFlow;
use std::slice;

use super::args::{CheckArgs, FailOn, PresetArg};
use super::baseline::BaselineFile;
use super::configs::Configs;
use super::error::CliError;
use super::files::{self, ReadFiles};
use super::fixing::Fixing;
use super::output::Output;
use super::terminal::{self, Terminal};
use super::{Outcome, inputs, live, output};
use crate::config::{Overrides, Preset};
use crate::lint::{self, FileFindings, Finding, Rule, Severity};
use crate::manifest::FileManifest;
use crate::report::{self, CheckReport, ClusterInfo, Clusters, Hidden, Width};
pub(super) use clusters::{related_kinds, without_denied};
use judge::{Judge, Part, Read};

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
    live::ensure_use(&args.cluster)?;
    let configs = Configs::new(&args.input, args.stdin_filename.as_deref(), terminal)?;
    if args.print_config {
        output::print(&configs.show(&args.input, &overrides))?;
        return Ok(Outcome::Clean);
    }
    if args.cluster.is_wanted() {
        return clusters::run(args, &configs, &overrides, &outputs, terminal);
    }
    let baseline = BaselineFile::open(&args.baseline, terminal)?;
    let files = read(args, &configs, &overrides, terminal)?;
    let judge = Judge {
        args,
        configs: &configs,
        settings: configs.settings(&overrides, &files.arguments),
        by_config: configs.settings_by_config(&overrides),
        arguments: files.arguments.clone(),
        view: None,
        terminal,
    };
    let read = Read::of_files(files, args);
    let inventory = judge.inventory(&read.manifests.set)?;
    let part = match judge.part(read, inventory, baseline.as_ref())? {
        ControlFlow::Continue(part) => part,
        ControlFlow::Break(outcome) => return Ok(outcome),
    };
    write(slice::from_ref(&part), &[], &outputs, terminal)?;
    inputs::explain_emptiness(&part.manifests.set, terminal);
    part.manifests.ensure_complete()?;
    Ok(outcome(&part.findings, args.fail_on))
}

/// Reads the manifests; each file is judged by itself and closed as soon as it has been read.
fn read(
    args: &CheckArgs,
    configs: &Configs,
    overrides: &Overrides,
    terminal: Terminal,
) -> Result<ReadFiles<FileFindings>, CliError> {
    let settings = configs.settings_by_config(overrides);
    let nodes = inputs::nodes(&args.input, &args.pods.pods, configs);
    let see = |argument: usize, file: &mut FileManifest| {
        let settings = &settings[configs.number_of(argument)];
        files::judge_file(configs, settings, (argument, nodes), file)
    };
    let mut files = files::read(&args.input, configs, terminal, see)?;
    if !Fixing::is_wanted(args.fixes) {
        files.seen = files.seen.into_iter().map(FileFindings::for_report).collect();
    }
    Ok(files)
}

fn write(
    parts: &[Part],
    clusters: &[ClusterInfo],
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<(), CliError> {
    let reports = parts.iter().map(|part| CheckReport {
        set: &part.manifests.set,
        findings: &part.findings,
        coverage: part.coverage.as_ref(),
        hidden: Hidden { suppressed: &part.suppressed, in_baseline: part.in_baseline },
        cluster: part.cluster.map(|index| &clusters[index]),
    });
    let reports: Vec<CheckReport<'_>> = reports.collect();
    let is_taken = parts.iter().any(|part| part.fixing.is_some_and(Fixing::takes_stdout));
    for output in outputs {
        let text = render(&reports, clusters, output.format, terminal)?;
        if output.is_stdout() && is_taken {
            terminal::report(&text);
        } else {
            output.write(&text)?;
        }
    }
    if outputs.iter().any(|output| output.is_stdout() && output.format == Format::Human) {
        for report in reports.iter().filter(|report| !report.is_of_nothing()) {
            terminal.remark(report::summary(report, terminal.verbose).trim_end());
        }
    }
    Ok(())
}

fn render(
    reports: &[CheckReport<'_>],
    clusters: &[ClusterInfo],
    format: Format,
    terminal: Terminal,
) -> Result<String, CliError> {
    let clusters = Clusters(clusters);
    Ok(match format {
        Format::Human => reports.iter().map(|report| human(report, clusters, terminal)).collect(),
        Format::Compact => report::compact(reports, clusters),
        Format::Json => report::check_json(reports, clusters)?,
    })
}

/// The findings, then the coverage.
fn human(report: &CheckReport<'_>, clusters: Clusters<'_>, terminal: Terminal) -> String {
    let coverage = report
        .coverage
        .map(|coverage| report::coverage_table(report.set, coverage, Width::Table, terminal.out));
    let text = report::human(report, terminal.out) + &coverage.unwrap_or_default();
    match report.cluster {
        Some(cluster) => report::cluster_section(cluster, clusters, &text, terminal.out),
        None => text,
    }
}

fn outcome<'a>(findings: impl IntoIterator<Item = &'a Finding>, fail_on: FailOn) -> Outcome {
    let threshold = match fail_on {
        FailOn::Note => Severity::Note,
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
    };
    let fails = findings.into_iter().any(|finding| finding.severity >= threshold);
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
