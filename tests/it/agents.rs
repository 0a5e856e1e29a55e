//! Well-run agents are silent, and one mistake is one finding.
//!
//! `testdata/agents/<agent>.yaml` is a complete manifest that raises nothing, not even a note: alone and beside the other
//! agents, without nodes and with `nodes.yaml`. `<agent>.<mistake>.yaml` is the same manifest but for one mistake; its first
//! line names the only rule that speaks up.

use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::inventory;
use daemonset_lint::lint::{self, Profile, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::report::{self, CheckReport, Hidden, Painter};
use daemonset_lint::yaml::{Limits, SourceFile};

const FOLDER: &str = "testdata/agents";

/// Lines that a twin may have apart from its agent; more is another manifest.
const MOST_CHANGED_LINES: usize = 30;

/// The manifests whose names, without `.yaml`, have so many parts.
fn manifests(parts: usize) -> Vec<PathBuf> {
    let entries = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| stem(path) != "nodes" && stem(path).split('.').count() == parts).collect();
    paths.sort();
    paths
}

fn agents() -> Vec<PathBuf> {
    manifests(1)
}

fn twins() -> Vec<PathBuf> {
    manifests(2)
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

fn read(path: &Path) -> SourceFile {
    SourceFile::from_bytes(path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap())
}

/// The rules of all findings, as they come by default, and the report.
fn check(paths: &[PathBuf], with_nodes: bool) -> (Vec<&'static str>, String) {
    let set = manifest::read(paths.iter().map(|path| Input::new(read(path))).collect(), &Limits::default());
    let expectations = Expectations::annotated(&set);
    let coverage = with_nodes.then(|| {
        let nodes = inventory::read([&read(&Path::new(FOLDER).join("nodes.yaml"))]).unwrap();
        let mut coverage = Coverage::new(&set, nodes);
        coverage.check_expectations(&expectations);
        coverage
    });
    let settings = Settings::uniform(Profile::new(ALL));
    let context = RunContext {
        set: &set,
        coverage: coverage.as_ref(),
        expectations: &expectations,
        settings: &settings,
        known: daemonset_lint::lint::RunFacts::nothing(),
    };
    let findings = lint::run(&context);
    let report = CheckReport {
        set: &set,
        findings: &findings,
        coverage: coverage.as_ref(),
        hidden: Hidden::default(),
        cluster: None,
    };
    let text = report::human(&report, Painter::new(false));
    (findings.iter().map(|finding| finding.rule.id).collect(), text)
}

/// The rule in the first line of a twin.
fn expected(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let rule = text.lines().next().unwrap().strip_prefix("# expect: ");
    let rule = rule.unwrap_or_else(|| panic!("{}: no `# expect: rule-id`", path.display()));
    assert!(lint::find_rule(rule).is_some(), "{}: {rule} is no rule", path.display());
    rule.to_owned()
}

#[test]
fn agents_that_are_well_run_raise_nothing() {
    assert!(agents().len() >= 7);
    for agent in agents() {
        for with_nodes in [false, true] {
            let (rules, report) = check(std::slice::from_ref(&agent), with_nodes);
            assert!(rules.is_empty(), "{}, nodes: {with_nodes}\n{report}", agent.display());
        }
    }
}

#[test]
fn agents_beside_each_other_raise_nothing() {
    for with_nodes in [false, true] {
        let (rules, report) = check(&agents(), with_nodes);
        assert!(rules.is_empty(), "nodes: {with_nodes}\n{report}");
    }
}

#[test]
fn agents_with_one_mistake_raise_that_finding() {
    for twin in twins() {
        let (rules, report) = check(std::slice::from_ref(&twin), false);
        assert_eq!(rules, [expected(&twin)], "{}\n{report}", twin.display());
    }
}

/// With nodes there is one finding for each taint, and legacy-master-toleration leaves the taints to missing-tolerations.
#[test]
fn agents_with_one_mistake_raise_no_other_rule_with_nodes() {
    for twin in twins() {
        let (rules, report) = check(std::slice::from_ref(&twin), true);
        let expected = expected(&twin);
        let is_expected = |rule: &str| {
            rule == expected || (rule == "missing-tolerations" && expected == "legacy-master-toleration")
        };
        let is_one = rules.len() == 1 || rules.contains(&"missing-tolerations");
        assert!(is_one && rules.iter().all(|rule| is_expected(rule)), "{}\n{report}", twin.display());
    }
}

#[test]
fn agents_have_at_least_one_twin_each_that_differs_by_its_mistake() {
    for agent in agents() {
        let start = format!("{}.", stem(&agent));
        assert!(twins().iter().any(|twin| stem(twin).starts_with(&start)), "{}: no twin", agent.display());
    }
    for twin in twins() {
        let (agent, _) = stem(&twin).split_once('.').unwrap();
        let original = fs::read_to_string(twin.with_file_name(format!("{agent}.yaml"))).unwrap();
        let text = fs::read_to_string(&twin).unwrap();
        let missing = |from: &str, other: &str| {
            let other: Vec<&str> = other.lines().collect();
            from.lines().filter(|line| !other.contains(line)).count()
        };
        let changed = missing(&text, &original) + missing(&original, &text);
        assert!((2..=MOST_CHANGED_LINES).contains(&changed), "{}: {changed} lines", twin.display());
        assert!(text.contains("# Mistake: "), "{}: says nothing of its mistake", twin.display());
    }
}
