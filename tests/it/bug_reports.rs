//! Mistakes of which users told in public, each as a small manifest: what is said of them with the settings that everybody has.
//!
//! The comments `# reported: severity rule: start of the message` at the top of a manifest are what must be among the findings.

use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Profile, RunContext, RunFacts, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::Limits;

use crate::fixture::read;
use crate::sandbox::Sandbox;

const MARK: &str = "# reported: ";

fn findings(path: &Path) -> Vec<String> {
    let set = manifest::read(vec![Input::new(read(path))], &Limits::default());
    let expectations = Expectations::annotated(&set);
    let settings = Settings::uniform(Profile::new(ALL));
    let context = RunContext {
        set: &set,
        coverage: None,
        expectations: &expectations,
        settings: &settings,
        known: RunFacts::nothing(),
    };
    let found = lint::run(&context).into_iter();
    found
        .map(|finding| format!("{} {}: {}", finding.severity.name(), finding.rule.id, finding.message))
        .collect()
}

#[test]
fn what_users_reported_is_found() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir("testdata/bug_reports").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let wanted: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(MARK)).collect();
        assert!(!wanted.is_empty(), "{}: nothing is asked for", path.display());
        let found = findings(&path);
        for words in wanted {
            assert!(
                found.iter().any(|found| found.starts_with(words)),
                "{}: {words}\n{found:#?}",
                path.display()
            );
        }
    }
}

/// A selector cannot be changed: the update is refused, and nothing of it is applied.
#[test]
fn a_changed_selector_is_refused() {
    let manifest = |label: &str| {
        format!(
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: agent, namespace: platform}}\nspec:\n  selector: \
             {{matchLabels: {{app: {label}}}}}\n  template:\n    metadata: {{labels: {{app: {label}}}}}\n    spec: \
             {{containers: [{{name: a, image: registry.example/agent:1.4.0}}]}}\n"
        )
    };
    let sandbox = Sandbox::new();
    sandbox.file("before/agent.yaml", manifest("agent"));
    sandbox.file("after/agent.yaml", manifest("node-agent"));
    let run = sandbox.run(&["diff", "before", "after"]);
    assert!(run.out.contains("refused by the server"), "{run:?}");
    assert!(run.out.contains("selector: field is immutable"), "{run:?}");
    assert!(run.out.contains("are adopted only if their labels match"), "{run:?}");
}
