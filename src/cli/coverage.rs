//! `coverage`: on which nodes each DaemonSet lands, and why not on the others.

use super::args::CoverageArgs;
use super::configs::Configs;
use super::error::CliError;
use super::files::{self, Manifests};
use super::inputs::Judged;
use super::live::{self, Question};
use super::output::Output;
use super::terminal::Terminal;
use super::{Outcome, inputs, output, remarks};
use crate::coverage::Coverage;
use crate::report::{self, ClusterInfo, Clusters, CoverageReport, CoverageSection, Width};

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

/// Manifests, and where they land: on the nodes of files, or on those of one cluster.
struct Section {
    manifests: Manifests,
    coverage: Coverage,
    /// The namespace of manifests that name none.
    namespace: String,
    /// The cluster, by its index among those that were asked for.
    cluster: Option<usize>,
}

pub(super) fn run(args: &CoverageArgs, terminal: Terminal) -> Result<Outcome, CliError> {
    let outputs = output::parse(&args.output, &FORMATS)?;
    live::ensure_use(&args.cluster)?;
    let configs = Configs::new(&args.input, None, terminal)?;
    if args.cluster.is_wanted() {
        return of_clusters(args, &configs, &outputs, terminal);
    }
    let manifests = files::manifests(&args.input, &configs, terminal)?;
    let set = &manifests.set;
    let expectations = configs.expectations(set, &manifests.arguments);
    let judged = Judged {
        set,
        pods: &args.pods,
        namespace: args.cluster.default_namespace(),
        expectations: &expectations,
        ready_after: args.ready_after,
    };
    let Some(coverage) = inputs::coverage(&args.input, &configs, judged, terminal)? else {
        let help = "name a cluster (--cluster), or write its nodes to a file: kubectl get nodes -o json > nodes.json, then: \
                    kubectl daemonset-lint coverage --nodes nodes.json PATH";
        return Err(CliError::usage("coverage needs nodes", help));
    };
    let namespace = args.cluster.default_namespace().to_owned();
    let section = Section { manifests, coverage, namespace, cluster: None };
    write(std::slice::from_ref(&section), &[], &outputs, terminal)?;
    remarks::explain_broken(&section.manifests.set, terminal);
    remarks::explain_skipped(&section.manifests.set, terminal);
    remarks::explain_emptiness(&section.manifests, terminal);
    let matched = remarks::explain_unmatched(&configs, &section.manifests, Some(&section.coverage), terminal);
    section.manifests.ensure_complete()?;
    Ok(outcome(&[section]).max(matched))
}

/// The same with the nodes of clusters, and without PATH with their DaemonSets.
fn of_clusters(
    args: &CoverageArgs,
    configs: &Configs,
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<Outcome, CliError> {
    let question = Question::new((&args.input, &args.pods, &args.cluster), configs, terminal)?;
    let mut visited = question.ask(terminal)?;
    let mut sections = Vec::new();
    for (index, answer) in live::answers(&mut visited) {
        let applied = answer.view.apply(&answer.manifests.set);
        let expectations = configs.expectations(&applied, &answer.manifests.arguments);
        let judged = Judged {
            set: &applied,
            pods: &args.pods,
            namespace: &answer.view.namespace,
            expectations: &expectations,
            ready_after: args.ready_after,
        };
        let coverage = inputs::judge(std::mem::take(&mut answer.inventory), judged, terminal);
        let coverage = coverage.without_references(&applied);
        drop(applied);
        let manifests = std::mem::take(&mut answer.manifests);
        let namespace = answer.view.namespace.clone();
        sections.push(Section { manifests, coverage, namespace, cluster: Some(index) });
    }
    let counts = sections.iter().map(|section| (section.cluster, &section.coverage));
    let clusters = live::infos(&question, &visited, counts);
    write(&sections, &clusters, outputs, terminal)?;
    if let Some(manifests) = question.manifests() {
        remarks::explain_broken(&manifests.set, terminal);
    }
    live::explain(&question, &visited, &clusters, &|_| false, terminal);
    question.ensure_complete()?;
    live::ensure_all(&visited)?;
    Ok(outcome(&sections))
}

fn write(
    sections: &[Section],
    clusters: &[ClusterInfo],
    outputs: &[Output<Format>],
    terminal: Terminal,
) -> Result<(), CliError> {
    let shown = sections.iter().map(|section| CoverageSection {
        set: &section.manifests.set,
        coverage: &section.coverage,
        namespace: &section.namespace,
        cluster: section.cluster.map(|index| &clusters[index]),
    });
    let shown: Vec<CoverageSection<'_>> = shown.collect();
    let report = CoverageReport { sections: &shown, clusters: Clusters(clusters) };
    for output in outputs {
        match output.format {
            Format::Table(width) => {
                output.write(&report::coverage_sections(&report, width, terminal.out))?;
            }
            Format::Json => output.write(&report::coverage_json(&report)?)?,
            Format::Metrics => {
                let metrics = report::metrics(&report);
                output.replace(&metrics.text)?;
                metrics.remarks.iter().for_each(|remark| terminal.remark(remark));
            }
        }
    }
    Ok(())
}

fn outcome(sections: &[Section]) -> Outcome {
    let is_met = sections.iter().all(|section| section.coverage.is_as_declared());
    // A document that does not parse is a finding, and what it says of nodes is not known.
    let is_read = sections.iter().all(|section| section.manifests.set.broken.is_empty());
    if is_met && is_read { Outcome::Clean } else { Outcome::Findings }
}
