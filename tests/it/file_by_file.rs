//! Files that are judged one by one as they are read, and then closed, yield what the whole run yields at once.

use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::inventory::{self, Inventory};
use daemonset_lint::lint::rules::ALL;
use daemonset_lint::lint::{self, FileFindings, Finding, Judged, Nodes, Profile, RunContext, Settings};
use daemonset_lint::manifest::{self, Input, Keep, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};

/// Every manifest of the tests as one repository, in which almost every rule has something to say.
fn inputs() -> Vec<Input> {
    let mut paths = Vec::new();
    for folder in ["testdata/rules", "testdata/agents", "testdata/demo", "testdata/cli"] {
        collect(Path::new(folder), &mut paths);
    }
    paths.sort();
    // An agent that asks for its own kind of pods, which no other one has.
    let own = "spec:\n  selector: {matchLabels: {app: lonely}}\n  template:\n    metadata: {labels: {app: lonely}}\n    spec:\n      \
               containers: [{name: a, image: a:v1}]\n      affinity:\n        podAffinity:\n          \
               requiredDuringSchedulingIgnoredDuringExecution:\n          - topologyKey: kubernetes.io/hostname\n            \
               labelSelector: {matchLabels: {app: lonely}}\n";
    let lonely = format!("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: lonely}}\n{own}");
    let lonely = Input { named: false, ..Input::new(SourceFile::new("lonely.yaml", lonely)) };
    let input = |path: PathBuf| {
        let source = SourceFile::from_bytes(path.to_str().unwrap(), fs::read(&path).unwrap());
        Input { source, chart: None, refused: None, named: false, live: None }
    };
    paths.into_iter().map(input).chain([lonely]).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "json") {
            paths.push(path);
        }
    }
}

fn settings() -> Settings {
    Settings::uniform(Profile::only(ALL))
}

fn fleet() -> Inventory {
    let nodes = include_str!("../../testdata/agents/nodes.yaml");
    inventory::read(&[SourceFile::new("nodes.yaml", nodes)]).unwrap()
}

fn at_once(nodes: Nodes) -> (ManifestSet, Judged) {
    let set = manifest::read(inputs(), &Limits::default());
    let (expectations, settings) = (Expectations::annotated(&set), settings());
    let coverage = (nodes == Nodes::Known).then(|| Coverage::new(&set, fleet()));
    let judged = lint::judge(&RunContext::new(&set, coverage.as_ref(), &expectations, &settings));
    (set, judged)
}

fn one_by_one(nodes: Nodes) -> (ManifestSet, Judged) {
    let settings = settings();
    let mut files: Vec<_> =
        inputs().into_iter().map(|input| manifest::read_file(input, &Limits::default())).collect();
    let mut found = Vec::new();
    for file in &mut files {
        file.add_related();
        let expectations = Expectations::annotated(file.set());
        found.push(lint::judge_file(&RunContext::new(file.set(), None, &expectations, &settings), nodes));
        file.close(if nodes == Nodes::Known { Keep::Placement } else { Keep::Name });
    }
    let set = manifest::gather(files);
    let expectations = Expectations::annotated(&set);
    let coverage = (nodes == Nodes::Known).then(|| Coverage::new(&set, fleet()));
    let context = RunContext::new(&set, coverage.as_ref(), &expectations, &settings);
    let judged = lint::judge_run(&context, FileFindings::gather(found));
    (set, judged)
}

/// All of a finding that a report shows.
fn shown(finding: &Finding) -> String {
    let fix = finding.fix.as_ref().map(|fix| (fix.applicability, &fix.title, &fix.patch.edits));
    let Finding { rule, severity, message, help, at, marker, labels, .. } = finding;
    format!("{} {severity:?} {message} {help:?} {at:?} {marker:?} {labels:?} {fix:?}", rule.id)
}

#[test]
fn files_that_were_closed_are_judged_alike() {
    judged_alike(Nodes::Unknown);
}

#[test]
fn files_that_were_closed_are_judged_alike_on_nodes() {
    judged_alike(Nodes::Known);
}

fn judged_alike(nodes: Nodes) {
    let (whole, (set, judged)) = (at_once(nodes), one_by_one(nodes));
    let all = |judged: &Judged| judged.findings.iter().map(shown).collect::<Vec<_>>();
    assert!(whole.1.findings.len() > 1_000, "{} findings say little", whole.1.findings.len());
    for (one, other) in all(&whole.1).iter().zip(&all(&judged)) {
        assert_eq!(one, other);
    }
    assert_eq!(whole.1.findings.len(), judged.findings.len());
    assert_eq!(whole.1.suppressed.len(), judged.suppressed.len());
    assert!(!judged.suppressed.is_empty(), "no ignore was at work");
    let ids = |set: &ManifestSet| set.objects.iter().map(|object| object.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&whole.0), ids(&set));
}

#[test]
fn an_object_that_was_closed_is_read_again_as_it_was() {
    let whole = manifest::read(inputs(), &Limits::default());
    let mut set = whole.clone();
    set.objects.iter_mut().for_each(|object| object.close(Keep::Name));
    for (one, other) in whole.objects.iter().zip(&set.objects) {
        assert_eq!(one.node(), other.node(), "{:?}", one.id);
        assert_eq!(one.problems(), other.problems(), "{:?}", one.id);
        assert_eq!(one.pod_template(), other.pod_template(), "{:?}", one.id);
    }
}
