//! `overhead`: what all DaemonSets together take from each kind of node.

use super::args::OverheadArgs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, inputs, output};
use crate::coverage::Overhead;
use crate::report::{self, Width};

#[derive(Clone, Copy)]
enum Format {
    Table(Width),
    Json,
    Markdown,
}

const FORMATS: [(&str, Format); 4] = [
    ("table", Format::Table(Width::Table)),
    ("wide", Format::Table(Width::Wide)),
    ("json", Format::Json),
    ("markdown", Format::Markdown),
];

pub(super) fn run(args: &OverheadArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    if args.input.nodes.is_empty() && args.input.pods.is_empty() {
        let help = "kubectl get nodes -o json > nodes.json, then: kubectl daemonset-lint overhead --nodes nodes.json PATH";
        return Err(CliError::usage("overhead needs nodes", help));
    }
    let manifests = inputs::manifests(&args.input, terminal)?;
    let set = &manifests.set;
    let Some(coverage) = inputs::coverage(&args.input, set, None, terminal)? else {
        return Ok(Outcome::Clean);
    };
    let overhead = Overhead::new(set, &coverage);
    for output in &outputs {
        let text = match output.format {
            Format::Table(width) => report::overhead_table(set, &coverage, &overhead, width, terminal.out),
            Format::Json => report::overhead_json(set, &coverage, &overhead)?,
            Format::Markdown => report::overhead_markdown(set, &coverage, &overhead),
        };
        output.write(&text)?;
    }
    inputs::explain_emptiness(set, terminal);
    manifests.ensure_complete()?;
    Ok(Outcome::Clean)
}
