//! Every fix of a rule: it settles the finding, and changes nothing else.
//!
//! `testdata/rules/<id>/bad*.yaml` whose findings have fixes have a snapshot `<name>.fixed.snap` beside them: the diff
//! that all their fixes make.

use std::path::Path;

use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::fix::{self, Outcome};
use daemonset_lint::inventory;
use daemonset_lint::lint::rules::ALL;
use daemonset_lint::lint::{self, Applicability, Finding, Profile, Rule, RunContext, Settings};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::report::{self, FileChange, Painter};
use daemonset_lint::yaml::edit::{Change, Patch, to_json};
use daemonset_lint::yaml::{Limits, SourceFile};

use crate::rules::{bind_snapshots, check_set, manifests, read};

fn findings(rule: &'static Rule, path: &Path, set: &ManifestSet) -> Vec<Finding> {
    check_set(rule, path, set).1
}

fn fixed(rule: &'static Rule, path: &Path, source: SourceFile, up_to: Applicability) -> Outcome {
    let set = manifest::read(vec![Input::new(source)], &Limits::default());
    fix::run(set, up_to, &|set| findings(rule, path, set))
}

#[test]
fn fixes_change_what_the_snapshots_show() {
    for rule in ALL {
        for path in manifests(rule, "bad") {
            let source = read(&path);
            let before = source.text().to_owned();
            let set = manifest::read(vec![Input::new(source.clone())], &Limits::default());
            let found = findings(rule, &path, &set);
            let outcome = fixed(rule, &path, source, Applicability::Unsafe);
            assert!(outcome.dropped.is_empty(), "{}: {:?}", path.display(), outcome.dropped);
            if found.iter().all(|finding| finding.fix.is_none()) {
                assert!(outcome.fixed.is_empty(), "{}", path.display());
                continue;
            }
            assert!(outcome.findings.len() < found.len(), "{}", path.display());
            assert!(outcome.findings.iter().all(|finding| finding.fix.is_none()), "{}", path.display());
            let name = path.file_name().unwrap().to_str().unwrap();
            let after = outcome.inputs[0].source.text();
            let diff = report::patch(&[FileChange { name, before: &before, after }], Painter::new(false));
            let stem = path.file_stem().unwrap().to_str().unwrap();
            bind_snapshots(rule, || insta::assert_snapshot!(format!("{stem}.fixed"), diff));
        }
    }
}

#[test]
fn a_second_run_of_fixes_changes_nothing() {
    for rule in ALL {
        for path in manifests(rule, "bad") {
            let once = fixed(rule, &path, read(&path), Applicability::Unsafe);
            let again = fixed(rule, &path, once.inputs[0].source.clone(), Applicability::Unsafe);
            assert!(again.fixed.is_empty(), "{}: {:?}", path.display(), again.fixed);
            assert_eq!(once.inputs[0].source.text(), again.inputs[0].source.text());
        }
    }
}

#[test]
fn every_fix_alone_means_what_it_says() {
    for rule in ALL {
        for path in manifests(rule, "bad") {
            let source = read(&path);
            let set = manifest::read(vec![Input::new(source.clone())], &Limits::default());
            for finding in findings(rule, &path, &set) {
                let Some(fix) = &finding.fix else { continue };
                let text = Patch::apply(source.text(), &fix.patch.edits).expect("edits do not overlap");
                let after = manifest::read(vec![Input::new(source.with_text(text))], &Limits::default());
                assert_eq!(after.objects.len(), set.objects.len(), "{}", path.display());
                for (index, (old, new)) in set.objects.iter().zip(&after.objects).enumerate() {
                    let mine = finding.at.object == Some(index);
                    let changes = fix.patch.changes.iter().filter(|_| mine);
                    let expected = Change::apply(to_json(old.node()), changes);
                    assert_eq!(expected, Some(to_json(new.node())), "{}: {}", path.display(), fix.title);
                }
                assert!(!fix.title.ends_with('.') && fix.title.len() < 80, "{}", fix.title);
            }
        }
    }
}

#[test]
fn safe_fixes_leave_unsafe_ones_alone() {
    for rule in ALL {
        for path in manifests(rule, "bad") {
            let outcome = fixed(rule, &path, read(&path), Applicability::Safe);
            let is_safe = |finding: &Finding| {
                finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
            };
            assert!(!outcome.findings.iter().any(is_safe), "{}", path.display());
        }
    }
}

/// A field and a value that are misspelt: where it lands, and so what it has to tolerate, depends on both.
const MISSPELT: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: node-agent
  namespace: kube-system
spec:
  selector:
    matchLabels: {app: node-agent}
  template:
    metadata:
      labels: {app: node-agent}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnmredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - {key: kubernetes.io/arch, operator: In, values: [amd64, aarch64]}
      containers:
        - {name: node-agent, image: registry.example/node-agent:1.4.2}
";

#[test]
fn a_fix_that_others_were_in_the_way_of_is_tried_again() {
    let nodes = include_str!("../../testdata/agents/nodes.yaml");
    let inventory = inventory::read(&[SourceFile::new("nodes.yaml", nodes)]).unwrap();
    let settings = Settings::uniform(Profile::only(ALL));
    let check = |set: &ManifestSet| {
        let coverage = Coverage::new(set, inventory.clone());
        let expectations = Expectations::default();
        let settings = &settings;
        lint::run(&RunContext {
            set,
            coverage: Some(&coverage),
            expectations: &expectations,
            settings,
            known: daemonset_lint::lint::RunFacts::nothing(),
        })
    };
    let run = |text: &str| {
        let input = Input::new(SourceFile::new("agent.yaml", text));
        fix::run(manifest::read(vec![input], &Limits::default()), Applicability::Unsafe, &check)
    };
    let once = run(MISSPELT);
    assert!(once.fixed[&0].settled.contains_key("missing-tolerations"), "{:?}", once.dropped);
    assert!(run(once.inputs[0].source.text()).fixed.is_empty());
}
