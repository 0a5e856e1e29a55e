//! The rules as a whole: their folders of manifests, their pages. Each manifest alone is tested by `tests/rules`.

use std::fs;

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Profile, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::Limits;

use crate::fixture::{manifests, read};
use crate::sandbox::Sandbox;

#[test]
fn every_folder_belongs_to_a_rule() {
    for entry in fs::read_dir("testdata/rules").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(lint::find_rule(&name).is_some(), "testdata/rules/{name} belongs to no rule");
    }
}

#[test]
fn every_page_says_what_why_and_what_to_do() {
    for rule in ALL {
        let page = &rule.page;
        for text in [page.what, page.why, page.remedy, page.bad, page.good] {
            assert!(!text.trim().is_empty(), "{}: a part of the page is missing", rule.id);
        }
        assert!(!page.links.is_empty(), "{}: no links", rule.id);
        assert!(page.links.iter().all(|link| link.starts_with("https://")), "{}", rule.id);
        assert!(!rule.summary.ends_with('.') && rule.summary.len() <= 90, "{}: {}", rule.id, rule.summary);
    }
}

#[test]
fn lost_indentation_silences_every_other_rule() {
    let rule = lint::find_rule("lost-indentation").unwrap();
    for path in manifests(rule, "bad") {
        let set = manifest::read(vec![Input::new(read(&path))], &Limits::default());
        let expectations = Expectations::annotated(&set);
        let settings = Settings::uniform(Profile::only(ALL));
        let context = RunContext {
            set: &set,
            coverage: None,
            expectations: &expectations,
            settings: &settings,
            known: daemonset_lint::lint::RunFacts::nothing(),
        };
        let findings = lint::run(&context);
        let ids: Vec<_> = findings.iter().map(|finding| finding.rule.id).collect();
        assert_eq!(ids, [rule.id], "{}", path.display());
    }
}

/// Where another rule names a container, this one does not count it again, nor say that it has what it lacks.
#[test]
fn limits_are_counted_beside_what_missing_requests_says() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "agent.yaml",
        "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: monitoring}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - {name: agent, image: \"registry.example/agent:1.0.0\"}
        - name: proxy
          image: registry.example/proxy:1.0.0
          resources: {requests: {cpu: 10m, memory: 32Mi}}
",
    );
    let run = sandbox.run(&["check", "-o", "compact", "--select", "missing-requests,missing-limits"]);
    assert!(
        run.out.contains("missing-requests: no request for cpu or memory on 1 of 2 containers"),
        "{run:?}"
    );
    assert!(run.out.contains("missing-limits: no memory limit on 1 container more"), "{run:?}");
    let run = sandbox.run(&["check", "-o", "compact", "--select", "missing-limits"]);
    assert!(run.out.contains("on 2 of 2 containers"), "{run:?}");
}
