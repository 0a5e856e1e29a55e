//! `.daemonset-lint.yaml` through the binary: discovery, precedence, faults, what is in force.

use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use daemonset_lint::config::{self, Config, InForce, Overrides, RunInForce};
use daemonset_lint::lint::rules;
use daemonset_lint::yaml::{self, SourceFile};

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");
const CONFIG: &str = ".daemonset-lint.yaml";

/// A faulty agent, which is all that is reported of it.
const FAULT: [&str; 2] = ["--select", "invalid-update-strategy"];

/// A repository with a faulty agent and a config.
fn repository(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file(".git/HEAD", "");
    sandbox.file("agents/log.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    sandbox.file(CONFIG, config);
    sandbox
}

fn check(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.run(&[&["check"], args].concat())
}

/// The severities of the findings of invalid-update-strategy.
fn severities(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let ours = findings.filter(|finding| finding["rule"] == "invalid-update-strategy");
    ours.map(|finding| finding["severity"].as_str().unwrap().to_owned()).collect()
}

fn severities_with(config: &str, args: &[&str]) -> Vec<String> {
    severities(&check(&repository(config), &[&["agents", "-o", "json"], args].concat()))
}

const OFF: &str = "version: 1\nrules:\n  invalid-update-strategy: off\n";

#[test]
fn a_rule_is_off_on_or_has_another_severity() {
    let with = |level: &str| severities_with(&OFF.replace("off", level), &[]);
    assert_eq!(with("off"), [""; 0]);
    assert_eq!(with("false"), [""; 0]);
    assert_eq!(with("\"off\""), [""; 0]);
    assert_eq!(with("on"), ["error"]);
    assert_eq!(with("note"), ["note"]);
    assert_eq!(with("{severity: warning}"), ["warning"]);
    assert_eq!(with("{severity: off}"), [""; 0]);
}

#[test]
fn another_severity_moves_the_exit_status() {
    let run =
        check(&repository(&OFF.replace("off", "note")), &["agents", "--select", "invalid-update-strategy"]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn flags_come_before_the_config() {
    assert_eq!(severities_with(OFF, &FAULT), ["error"], "--select");
    let note = OFF.replace("off", "note");
    assert_eq!(severities_with(&note, &FAULT), ["note"], "--select leaves the severity");
    assert_eq!(severities_with(&note, &["--ignore", "invalid-update-strategy"]), [""; 0]);
}

#[test]
fn the_config_is_found_upwards_from_each_path_and_not_beyond_git() {
    let sandbox = repository(OFF);
    sandbox.file("other/.git/HEAD", "");
    sandbox.file("other/log.yaml", AGENT);
    let run = check(&sandbox, &["agents/log.yaml", "other/log.yaml", "-o", "compact", FAULT[0], "syntax"]);
    assert_eq!(run.out, "", "{run:?}");
    let run = check(&sandbox, &["agents/log.yaml", "other", "-o", "json"]);
    assert_eq!(severities(&run), ["error"], "only the file of the other repository is reported");
    assert!(run.out.contains("other/log.yaml"), "{run:?}");
}

#[test]
fn paths_with_different_configs_keep_their_own() {
    let sandbox = repository(OFF);
    sandbox.file("other/.daemonset-lint.yaml", OFF.replace("off", "note"));
    sandbox.file("other/log.yaml", AGENT);
    let run = check(&sandbox, &["agents", "other", "-o", "json"]);
    assert_eq!(severities(&run), ["note"]);
    let run = check(&sandbox, &["agents", "other", "--config", CONFIG, "-o", "json"]);
    assert_eq!(severities(&run), [""; 0], "--config wins");
}

#[test]
fn standard_input_is_governed_by_the_name_that_it_is_given() {
    let sandbox = repository("version: 1\n");
    sandbox.file("other/.daemonset-lint.yaml", OFF);
    let check =
        |args: &[&str]| sandbox.run_with_input(&[&["check", "-", "-o", "json"], args].concat(), AGENT);
    assert_eq!(severities(&check(&[])), ["error"]);
    assert_eq!(severities(&check(&["--stdin-filename", "other/log.yaml"])), [""; 0]);
}

#[test]
fn excludes_are_relative_to_the_config() {
    let sandbox = repository("version: 1\nexclude: [\"agents/old/**\", \"*.gen.yaml\"]\n");
    sandbox.file("agents/old/log.yaml", AGENT);
    sandbox.file("agents/log.gen.yaml", AGENT);
    for path in [".", "agents", "agents/old"] {
        let run = check(&sandbox, &[path, "-o", "json", "--exclude", "nodes.json"]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        let files = i32::from(path != "agents/old");
        assert_eq!(report["summary"]["files"], files, "{path}: {run:?}");
    }
    let run = check(&sandbox, &["agents/old/log.yaml", "-o", "json"]);
    assert_eq!(severities(&run), [""; 0], "a file that is named is left out as well");
}

#[test]
fn nodes_of_the_config_are_used_where_no_flag_names_others() {
    let sandbox = repository("version: 1\nnodes: [nodes.json]\n");
    let run = sandbox.run(&["coverage", "agents"]);
    assert!(run.out.contains("2 of 3 nodes"), "{run:?}");
    sandbox.file("one.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n");
    let run = sandbox.run(&["coverage", "agents", "--nodes", "one.yaml"]);
    assert!(run.out.contains("1 of 1 node"), "{run:?}");
}

#[test]
fn missing_nodes_are_told_at_their_place_in_the_config() {
    let run = check(&repository("version: 1\nnodes:\n  - nowhere.json\n"), &["agents"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!(run.err);
}

#[test]
fn a_missing_config_is_an_error() {
    let run = check(&repository(OFF), &["agents", "--config", "nowhere.yaml"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("nowhere.yaml"), "{run:?}");
}

const FAULTY: &str = r#"verison: 1
exclude: "charts/**"
nodes: [1]
preset: strickt
rules:
  invalid-update-stategy: off
  syntax: eror
  placement-expectation: {severity: [], max-percnt: 20}
  syntax: {}
expectations:
  - daemonSet: fluent-bit
    mustRunOn: "a=b,c in d"
    allowMissing: some
  - daemonSet: "kube-system/[a"
    mustRunon: all
  - mustNotRunOn: !fargate
exclude: ["a[b"]
"#;

#[test]
fn every_fault_is_told_with_its_place_and_the_nearest_name() {
    let run = check(&repository(FAULTY), &["agents"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    insta::assert_snapshot!(run.err);
}

#[test]
fn configs_that_are_no_config_are_told() {
    for (name, config) in [
        ("empty", "# nothing\n"),
        ("list", "- version: 1\n"),
        ("broken", "version: 1\nrules: {\n"),
        ("two", "version: 1\n---\nversion: 1\n"),
        ("future", "version: 2\n"),
    ] {
        let run = check(&repository(config), &["agents"]);
        assert_eq!(run.status, 2, "{name}: {run:?}");
        insta::assert_snapshot!(format!("config_{name}"), run.err);
    }
}

#[test]
fn faults_of_a_config_cannot_reach_the_terminal_raw() {
    let run = check(&repository("version: 1\n\"\\e[31mred\\u202e\": 1\n"), &["agents"]);
    assert!(!run.err.contains('\u{1b}') && !run.err.contains('\u{202e}'), "{run:?}");
}

const WHOLE: &str = r#"version: 1
exclude: ["charts/*/templates/**"]
nodes: [nodes.json]
rules:
  syntax: warning
preset: strict
baseline: known.json
fail-on: error
kubernetes: 1.30
ignores:
  - {rules: [missing-limits, syntax], daemonSet: "vendor-*/*", reason: "the vendor's"}
expectations:
  - daemonSet: "logging/*"
    mustRunOn: all
    mustNotRunOn: "node-role.kubernetes.io/control-plane"
    allowMissing: 10%
"#;

#[test]
fn print_config_says_what_is_in_force_and_why() {
    let args = ["agents", "--print-config", "--ignore", "invalid-update-strategy", "--exclude", "x"];
    let run = check(&repository(WHOLE), &args);
    assert_eq!(run.status, 0, "{run:?}");
    // Other rules come and go.
    let rules = ["  invalid-update-strategy:", "  placement-expectation:", "  syntax:"];
    let shown = run.out.lines().filter(|line| {
        let is_rule = line.starts_with("  ") && !line.starts_with("  -") && !line.starts_with("    ");
        !is_rule || rules.iter().any(|rule| line.starts_with(rule))
    });
    let shown = shown.filter(|line| !(line.starts_with("    ") && line.ends_with("# default")));
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_print_config_prints_is_a_config_that_says_the_same() {
    let strip = |text: &str| {
        text.lines().map(|line| line.split("  #").next().unwrap().trim_end().to_owned()).collect::<Vec<_>>()
    };
    for args in [&["agents"][..], &["agents", "--preset", "strict"], &["agents", "--select", "syntax"]] {
        let sandbox = repository(WHOLE);
        let first = check(&sandbox, &[args, &["--print-config"]].concat());
        sandbox.file(CONFIG, &first.out);
        let second = check(&sandbox, &["agents", "--print-config"]);
        assert_eq!(strip(&first.out), strip(&second.out));
    }
}

#[test]
fn texts_of_any_character_are_printed_as_texts_of_yaml() {
    let odd = ["a\u{301}'b", "\u{7f}\u{9b}31m", "\u{202e}\t\n\0", "\u{e0041}é\"\\"];
    let written: Vec<String> = odd.iter().map(|text| yaml::quoted(text)).collect();
    let list = format!("[{}]", written.join(", "));
    let text = format!("version: 1\nnodes: {list}\nrules:\n  untrusted-registry: {{registries: {list}}}\n");
    let read = |text: &str| config::parse(&SourceFile::new("config", text), rules::ALL).unwrap();
    let config = read(&text);
    let in_force = InForce::new(Some(&config), &Overrides::default(), rules::ALL);
    let nodes: Vec<_> = config.nodes.iter().map(|file| (file.path.clone(), file.origin.clone())).collect();
    let run = RunInForce { nodes, ..RunInForce::default() };
    let shown = config::show(Some(&config), &in_force, &run);
    assert!(!shown.chars().any(|character| character.is_control() && character != '\n'), "{shown:?}");
    let again = read(&shown);
    assert_eq!(again.nodes.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), odd);
    let options = |config: &Config| {
        let options = config.rules.iter().find(|entry| entry.rule.id == "untrusted-registry").unwrap();
        options.options.iter().map(|(name, set)| (*name, set.value.clone())).collect::<Vec<_>>()
    };
    assert_eq!(options(&again)[0], options(&config)[0]);
}

#[test]
fn print_config_without_a_config_shows_the_defaults() {
    let sandbox = repository(OFF);
    fs::remove_file(sandbox.path().join(CONFIG)).unwrap();
    let run = check(&sandbox, &["agents", "--print-config"]);
    assert!(run.out.starts_with("# agents: no config found\nversion: 1\npreset: default"), "{run:?}");
}

proptest! {
    #[test]
    fn no_text_panics(text in "(version: 1|rules:|expectations:|nodes|exclude|syntax|severity|daemonSet|mustRunOn|off|all|a/b|[:\\n -]|[{}\\[\\],!&*'\"%#]|[a-z0-9é]){0,40}") {
        let source = SourceFile::new("config", text);
        if let Err(faults) = config::parse(&source, rules::ALL) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(source.text().get(fault.span.range()).is_some());
            }
        }
    }
}
