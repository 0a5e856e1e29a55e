//! `overhead`: what all DaemonSets together take from each kind of node.

use super::args::OverheadArgs;
use super::configs::Configs;
use super::error::CliError;
use super::terminal::Terminal;
use super::{Outcome, inputs, output};
use crate::coverage::{Expectations, Overhead};
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
    let configs = Configs::new(&args.input, None, terminal)?;
    let manifests = inputs::manifests(&args.input, &configs, terminal)?;
    let set = &manifests.set;
    let expectations = Expectations::default();
    let judged = inputs::Judged {
        set,
        pods: &args.pods,
        namespace: args.cluster.default_namespace(),
        expectations: &expectations,
        ready_after: None,
    };
    let Some(coverage) = inputs::coverage(&args.input, &configs, judged, terminal)? else {
        let help = "kubectl get nodes -o json > nodes.json, then: kubectl daemonset-lint overhead --nodes nodes.json PATH";
        return Err(CliError::usage("overhead needs nodes", help));
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
