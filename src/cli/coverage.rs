//! `coverage`: on which nodes each DaemonSet lands, and why not on the others.

use super::args::CoverageArgs;
use super::configs::Configs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, inputs, output};
use crate::report::{self, Width};

#[derive(Clone, Copy)]
enum Format {
    Table(Width),
    Json,
}

const FORMATS: [(&str, Format); 3] =
    [("table", Format::Table(Width::Table)), ("wide", Format::Table(Width::Wide)), ("json", Format::Json)];

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
        let text = match output.format {
            Format::Table(width) => report::coverage_table(set, &coverage, width, terminal.out),
            Format::Json => report::coverage_json(set, &coverage)?,
        };
        output.write(&text)?;
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
