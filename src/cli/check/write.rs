//! The reports of `check`, and what they come to.

use super::super::configs::Configs;
use super::super::error::CliError;
use super::super::fixing::Fixing;
use super::super::outcome::Outcome;
use super::super::output::Output;
use super::super::terminal::{self, Terminal};
use super::judge::Part;
use crate::config::Threshold;
use crate::lint::Finding;
use crate::report::{self, CheckReport, ClusterInfo, Clusters, Hidden, Width};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Human,
    Compact,
    Json,
}

pub(super) const FORMATS: [(&str, Format); 3] =
    [("human", Format::Human), ("compact", Format::Compact), ("json", Format::Json)];

pub(super) fn write(
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
        if let (Format::Human, [report], []) = (output.format, reports.as_slice(), clusters)
            && !(output.is_stdout() && is_taken)
        {
            output.write_parts(|write| {
                report::human_to(report, terminal.out, write)?;
                write(&coverage(report, terminal))
            })?;
            continue;
        }
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

/// Where the DaemonSets land, if there are nodes.
fn coverage(report: &CheckReport<'_>, terminal: Terminal) -> String {
    let table = |coverage| report::coverage_table(report.set, coverage, Width::Table, terminal.out);
    report.coverage.map(table).unwrap_or_default()
}

/// The findings, then the coverage.
fn human(report: &CheckReport<'_>, clusters: Clusters<'_>, terminal: Terminal) -> String {
    let text = report::human(report, terminal.out) + &coverage(report, terminal);
    match report.cluster {
        Some(cluster) => report::cluster_section(cluster, clusters, &text, terminal.out),
        None => text,
    }
}

/// What the findings come to; `thresholds` are those of the configs, by their number.
pub(super) fn outcome(parts: &[Part], configs: &Configs, thresholds: &[Threshold]) -> Outcome {
    let fails = |part: &Part, finding: &Finding| {
        let argument = part.manifests.arguments.get(finding.at.file);
        let number = argument.map_or(0, |&argument| configs.number_of(argument));
        thresholds[number].is_reached_by(finding.severity)
    };
    let fails = parts.iter().any(|part| part.findings.iter().any(|finding| fails(part, finding)));
    if fails { Outcome::Findings } else { Outcome::Clean }
}
