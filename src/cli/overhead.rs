//! `overhead`: what all DaemonSets together take from each kind of node.

use std::slice;

use super::args::OverheadArgs;
use super::configs::Configs;
use super::error::CliError;
use super::files::{self, Manifests};
use super::inputs::Judged;
use super::live::{self, Question};
use super::output::Output;
use super::terminal::Terminal;
use super::{Outcome, inputs, output, remarks};
use crate::cluster::Kind;
use crate::coverage::{Coverage, Expectations, Overhead};
use crate::report::{self, ClusterInfo, Clusters, OverheadReport, OverheadSection, Width};

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

/// Manifests, and what they take: of the nodes of files, or of those of one cluster.
struct Section {
    manifests: Manifests,
    coverage: Coverage,
    overhead: Overhead,
    /// The cluster, by its index among those that were asked for.
    cluster: Option<usize>,
}

pub(super) fn run(args: &OverheadArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    live::ensure_use(&args.cluster)?;
    let configs = Configs::new(&args.input, None, terminal)?;
    if args.cluster.is_wanted() {
        return of_clusters(args, &configs, &outputs, terminal);
    }
    let manifests = files::manifests(&args.input, &configs, terminal)?;
    let set = &manifests.set;
    let expectations = Expectations::default();
    let judged = Judged {
        set,
        pods: &args.pods,
        namespace: args.cluster.default_namespace(),
        expectations: &expectations,
        ready_after: None,
    };
    let Some(coverage) = inputs::coverage(&args.input, &configs, judged, terminal)? else {
        let help = "name a cluster (--cluster), or write its nodes to a file: kubectl get nodes -o json > nodes.json, then: \
                    kubectl daemonset-lint overhead --nodes nodes.json PATH";
        return Err(CliError::usage("overhead needs nodes", help));
    };
    let overhead = Overhead::new(set, &coverage);
    let section = Section { manifests, coverage, overhead, cluster: None };
    write(slice::from_ref(&section), &[], &outputs, terminal)?;
    remarks::explain_broken(&section.manifests.set, terminal);
    remarks::explain_skipped(&section.manifests.set, terminal);
    remarks::explain_emptiness(&section.manifests, terminal);
    section.manifests.ensure_complete()?;
    // A document that does not parse is a finding, and what it takes is not known.
    let is_read = section.manifests.set.broken.is_empty();
    Ok(if is_read { Outcome::Clean } else { Outcome::Findings })
}

/// The same with the nodes of clusters, and without PATH with their DaemonSets.
fn of_clusters(
    args: &OverheadArgs,
    configs: &Configs,
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<Outcome, CliError> {
    let question = Question::new((&args.input, &args.pods, &args.cluster), configs, terminal)?;
    // The scheduler serves the pods of a full node in the order of their priorities.
    let question = question.with_kinds(vec![Kind::PriorityClass]);
    let mut visited = question.ask(terminal)?;
    let mut sections = Vec::new();
    for (index, answer) in live::answers(&mut visited) {
        let applied = answer.view.apply(&answer.manifests.set);
        let judged = Judged {
            set: &applied,
            pods: &args.pods,
            namespace: &answer.view.namespace,
            expectations: &Expectations::default(),
            ready_after: None,
        };
        let coverage = inputs::judge(std::mem::take(&mut answer.inventory), judged, terminal);
        let coverage = coverage.without_references(&applied);
        let overhead = Overhead::new(&applied, &coverage);
        drop(applied);
        let manifests = std::mem::take(&mut answer.manifests);
        sections.push(Section { manifests, coverage, overhead, cluster: Some(index) });
    }
    let counts = sections.iter().map(|section| (section.cluster, &section.coverage));
    let clusters = live::infos(&question, &visited, counts);
    write(&sections, &clusters, outputs, terminal)?;
    live::explain(&question, &visited, &clusters, &|_| false, terminal);
    question.ensure_complete()?;
    live::ensure_all(&visited)?;
    Ok(Outcome::Clean)
}

fn write(
    sections: &[Section],
    clusters: &[ClusterInfo],
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<(), CliError> {
    let shown = sections.iter().map(|section| OverheadSection {
        set: &section.manifests.set,
        coverage: &section.coverage,
        overhead: &section.overhead,
        cluster: section.cluster.map(|index| &clusters[index]),
    });
    let shown: Vec<OverheadSection<'_>> = shown.collect();
    let report = OverheadReport { sections: &shown, clusters: Clusters(clusters) };
    for output in outputs {
        let text = match output.format {
            Format::Table(width) => report::overhead_sections(&report, width, terminal.out),
            Format::Json => report::overhead_json(&report)?,
            Format::Markdown => report::overhead_markdown(&report),
        };
        output.write(&text)?;
    }
    Ok(())
}
