//! `coverage`: on which nodes each DaemonSet lands, and why not on the others.

use super::args::CoverageArgs;
use super::configs::Configs;
use super::error::CliError;
use super::output::Output;
use super::terminal::Terminal;
use super::{Outcome, inputs, output};
use crate::report::{self, MetricsInput, MetricsSection, Width};

#[derive(Clone, Copy)]
enum Format {
    Table(Width),
    Json,
    Metrics,
}

const FORMATS: [(&str, Format); 4] = [
    ("table", Format::Table(Width::Table)),
    ("wide", Format::Table(Width::Wide)),
    ("json", Format::Json),
    ("metrics", Format::Metrics),
];

pub(super) fn run(args: &CoverageArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    let configs = Configs::new(&args.input, None, terminal)?;
    let manifests = inputs::manifests(&args.input, &configs, terminal)?;
    let set = &manifests.set;
    let expectations = configs.expectations(set, &manifests.arguments);
    let judged = inputs::Judged {
        set,
        pods: &args.pods,
        namespace: args.cluster.default_namespace(),
        expectations: &expectations,
        ready_after: args.ready_after,
    };
    let Some(coverage) = inputs::coverage(&args.input, &configs, judged, terminal)? else {
        let help = "kubectl get nodes -o json > nodes.json, then: kubectl daemonset-lint coverage --nodes nodes.json PATH";
        return Err(CliError::usage("coverage needs nodes", help));
    };
    for output in &outputs {
        match output.format {
            Format::Table(width) => {
                output.write(&report::coverage_table(set, &coverage, width, terminal.out))?;
            }
            Format::Json => output.write(&report::coverage_json(set, &coverage)?)?,
            Format::Metrics => {
                let namespace = args.cluster.default_namespace();
                let input = MetricsInput { set, coverage: &coverage, namespace };
                write_metrics(output, &[MetricsSection { context: None, read: Some(input) }], terminal)?;
            }
        }
    }
    for broken in &set.broken {
        let source = &set.files[broken.file];
        let line = source.position(broken.error.span.start).line;
        let name = report::printable(source.name());
        terminal.remark(&format!("{name}:{line}: not read: {}", broken.error.message));
    }
    inputs::explain_emptiness(set, terminal);
    manifests.ensure_complete()?;
    Ok(if coverage.is_as_declared() { Outcome::Clean } else { Outcome::Findings })
}

/// Writes the metrics of all that was read; a file is there in full at any moment, since collectors read it at any moment.
fn write_metrics(
    output: &Output<Format>,
    sections: &[MetricsSection<'_>],
    terminal: Terminal,
) -> Result<(), CliError> {
    let metrics = report::metrics(sections);
    output.replace(&metrics.text)?;
    for remark in &metrics.remarks {
        terminal.remark(remark);
    }
    Ok(())
}
