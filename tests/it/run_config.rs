//! What a config says of the run as such: what fails it, what is left out of it, what is known, what it has to run on.

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const CONFIG: &str = ".daemonset-lint.yaml";

/// A repository with a faulty agent and a config.
fn repository(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file(".git/HEAD", "");
    sandbox.file("agents/log.yaml", AGENT);
    sandbox.file(CONFIG, config);
    sandbox
}

fn check(config: &str, args: &[&str]) -> Run {
    repository(config).run(&[&["check", "agents"], args].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn rules(run: &Run) -> Vec<String> {
    let report = json(run);
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn fail_on_of_the_config_holds_unless_the_flag_says_otherwise() {
    for (config, flag, status) in [
        ("error", None, 1),
        ("never", None, 0),
        ("never", Some("error"), 1),
        ("note", Some("never"), 0),
        ("\"warning\"", None, 1),
    ] {
        let flags = flag.map_or(vec![], |flag| vec!["--fail-on", flag]);
        let run = check(&format!("version: 1\nfail-on: {config}\n"), &flags);
        assert_eq!(run.status, status, "{config} {flag:?}: {run:?}");
    }
}

#[test]
fn each_config_decides_for_its_own_files() {
    let sandbox = repository("version: 1\n");
    sandbox.file("lax/.git/HEAD", "");
    sandbox.file("lax/log.yaml", AGENT);
    sandbox.file("lax/.daemonset-lint.yaml", "version: 1\nfail-on: never\n");
    assert_eq!(sandbox.run(&["check", "lax"]).status, 0);
    assert_eq!(sandbox.run(&["check", "lax", "agents"]).status, 1);
    sandbox.file("agents/log.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n");
    assert_eq!(sandbox.run(&["check", "lax", "agents"]).status, 0);
}

const IGNORES: &str = "\
version: 1
ignores:
  - {rules: [invalid-update-strategy, missing-tolerations], daemonSet: \"logging/log-*\", reason: the vendor's}
";

#[test]
fn ignores_leave_out_findings_of_their_daemon_sets() {
    let run = check(IGNORES, &["-o", "json"]);
    assert!(!rules(&run).contains(&"invalid-update-strategy".to_owned()), "{run:?}");
    assert_eq!(json(&run)["summary"]["suppressed"], 2, "{run:?}");
    let run = check(IGNORES, &["-v"]);
    assert!(
        run.err.contains("suppressed agents/log.yaml:12: invalid-update-strategy: the vendor's"),
        "{run:?}"
    );
    let other = IGNORES.replace("logging/log-*", "logging/other");
    let run = check(&other, &["-o", "json"]);
    assert!(rules(&run).contains(&"invalid-update-strategy".to_owned()), "{run:?}");
    let told = "warning: .daemonset-lint.yaml:3: the ignore for logging/other matches no DaemonSet\n";
    assert!(run.err.contains(told), "{run:?}");
}

#[test]
fn faults_of_ignores_are_told() {
    let config = "\
version: 1
ignores:
  - {rules: [missing-limit], daemonSet: a/b}
  - {rules: [], daemonSet: a/b}
  - {daemonSet: a/b}
  - {rules: [syntax]}
  - {rules: [syntax], daemonSet: b, reason: \"\"}
fail-on: warnings
kubernetes: 1.99
baseline: []
";
    insta::assert_snapshot!(check(config, &[]).err);
}

#[test]
fn without_ignores_and_configs_everything_is_told() {
    let sandbox = repository("version: 1\nrules: {invalid-update-strategy: off}\n");
    assert_eq!(sandbox.run(&["check", "agents", "--select", "syntax"]).status, 0);
    let run = sandbox.run(&["check", "agents", "--no-config", "-o", "json"]);
    assert!(rules(&run).contains(&"invalid-update-strategy".to_owned()), "{run:?}");
    let ignored = format!("# daemonset-lint: ignore[invalid-update-strategy] ours\n{AGENT}");
    sandbox.file("agents/log.yaml", ignored);
    sandbox.file(CONFIG, "version: 1\n");
    let run = sandbox.run(&["check", "agents", "-o", "json"]);
    assert!(!rules(&run).contains(&"invalid-update-strategy".to_owned()), "{run:?}");
    let run = sandbox.run(&["check", "agents", "--no-ignores", "-o", "json"]);
    assert!(rules(&run).contains(&"invalid-update-strategy".to_owned()), "{run:?}");
    assert_eq!(json(&run)["summary"]["suppressed"], 0, "{run:?}");
    assert_eq!(sandbox.run(&["check", "--no-config", "--config", CONFIG]).status, 2);
}

#[test]
fn the_config_names_the_baseline() {
    let sandbox = repository("version: 1\nbaseline: known.json\n");
    let run = sandbox.run(&["check", "agents"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("known.json: there is no such baseline"), "{run:?}");
    let run = sandbox.run(&["check", "agents", "--write-baseline"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.err.contains("to known.json; hide them with --baseline known.json"), "{run:?}");
    let run = sandbox.run(&["check", "agents"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
    assert!(run.err.contains("in the baseline"), "{run:?}");
    // From another folder, too.
    let mut command = sandbox.command();
    command.current_dir(sandbox.path().join("agents"));
    let run: Run = command.args(["check", "."]).output().unwrap().into();
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
    sandbox.file("none.json", "{}");
    let run = sandbox.run(&["check", "agents", "--no-config"]);
    assert_eq!(run.status, 1, "the flag leaves the config alone: {run:?}");
}

#[test]
fn a_config_may_end_in_yml() {
    let sandbox = repository("version: 1\n");
    std::fs::remove_file(sandbox.path().join(CONFIG)).unwrap();
    sandbox.file(".daemonset-lint.yml", "version: 1\nfail-on: never\n");
    assert_eq!(sandbox.run(&["check", "agents"]).status, 0);
    sandbox.file(CONFIG, "version: 1\n");
    let run = sandbox.run(&["check", "agents"]);
    assert_eq!(run.status, 1, "{run:?}");
    let told = "warning: .daemonset-lint.yml is not read: .daemonset-lint.yaml is beside it\n";
    assert!(run.err.contains(told), "{run:?}");
}

#[test]
fn a_run_can_insist_on_having_checked_something() {
    let sandbox = repository("version: 1\nfail-on: never\n");
    sandbox.file(
        "part/patch.yaml",
        "kind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: a}\nspec: {template: {spec: {}}}\n",
    );
    sandbox.file("part/chart.yaml", "kind: DaemonSet\nmetadata:\n  name: {{ .Release.Name }}\n");
    let run = sandbox.run(&["check", "agents", "part"]);
    assert_eq!(run.status, 0, "{run:?}");
    let run = sandbox.run(&["check", "agents", "part", "--fail-on-skipped"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("not checked (--fail-on-skipped)"), "{run:?}");
    sandbox.file("none/map.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n");
    assert_eq!(sandbox.run(&["check", "none"]).status, 0);
    let run = sandbox.run(&["check", "none", "--fail-if-none"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("error: there is no DaemonSet (--fail-if-none)"), "{run:?}");
    assert_eq!(sandbox.run(&["check", "agents", "--fail-if-none", "--fail-on-skipped"]).status, 0);
}

/// Fields and values that some of the servers between 1.24 and 1.37 take.
const YOUNG: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: logging}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostUsers: false
      hostnameOverride: agent
      dnsPolicy: None
      dnsConfig: {nameservers: [010.0.0.1], searches: [a_b.local]}
      containers:
        - name: agent
          image: registry.example/agent:1.0.0
          restartPolicy: Always
          env: [{name: \"a b\", value: c}]
          lifecycle: {preStop: {sleep: {seconds: 0}}}
          volumeMounts: [{name: logs, mountPath: /logs, readOnly: true, recursiveReadOnly: Enabled}]
      volumes: [{name: logs, hostPath: {path: /var/log}}]
";

/// What a server of a version refuses, a line each.
fn refused_by(version: Option<&str>) -> String {
    let config = version.map_or_else(String::new, |version| format!("kubernetes: {version}\n"));
    let sandbox = repository(&format!("version: 1\n{config}"));
    sandbox.file("agents/log.yaml", YOUNG);
    let args = ["check", "agents", "-o", "compact", "--select", "unknown-field,api-rejects"];
    sandbox.run(&args).out
}

#[test]
fn what_a_server_refuses_depends_on_its_version() {
    insta::assert_snapshot!("refused_by_1_24", refused_by(Some("\"1.24\"")));
    insta::assert_snapshot!("refused_by_1_33", refused_by(Some("1.33")));
    insta::assert_snapshot!("refused_by_1_35", refused_by(Some("v1.35.2")));
    insta::assert_snapshot!("refused_by_any", refused_by(None));
    assert_eq!(refused_by(None), refused_by(Some("1.37")));
}

/// An agent before and after a change that brings a fault.
fn change(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file(".git/HEAD", "");
    sandbox.file("old/log.yaml", AGENT.replace("maxSurge", "maxUnavailable"));
    sandbox.file("new/log.yaml", AGENT);
    sandbox.file(CONFIG, config);
    sandbox
}

#[test]
fn diff_takes_the_flags_of_check_about_rules() {
    let sandbox = change("version: 1\n");
    let diff = |args: &[&str]| sandbox.run(&[&["diff", "old", "new"], args].concat());
    let fault = "invalid-update-strategy";
    let run = diff(&[]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.contains(fault), "{run:?}");
    assert_eq!(diff(&["--fail-on", "never"]).status, 0);
    let run = diff(&["--ignore", fault]);
    assert!(!run.out.contains(fault) && run.status == 0, "{run:?}");
    let run = diff(&["--select", "syntax"]);
    assert!(!run.out.contains(fault) && run.status == 0, "{run:?}");
    assert_eq!(diff(&["--select", "no-such-rule"]).status, 2);
    let strict = diff(&["--preset", "strict"]);
    assert!(strict.out.contains(fault), "{strict:?}");
    let ignored = format!("# daemonset-lint: ignore[{fault}]\n{AGENT}");
    sandbox.file("new/log.yaml", ignored);
    assert_eq!(diff(&[]).status, 0);
    assert_eq!(diff(&["--no-ignores"]).status, 1);
}

#[test]
fn diff_hides_what_a_baseline_knows() {
    let sandbox = change("version: 1\n");
    sandbox.run(&["check", "new", "--baseline", "known.json", "--write-baseline"]);
    let run = sandbox.run(&["diff", "old", "new", "--baseline", "known.json"]);
    assert!(!run.out.contains("invalid-update-strategy") && run.status == 0, "{run:?}");
    sandbox.file(CONFIG, "version: 1\nbaseline: known.json\n");
    assert_eq!(sandbox.run(&["diff", "old", "new"]).status, 0);
    assert_eq!(sandbox.run(&["diff", "old", "new", "--no-config"]).status, 1);
    sandbox.file(CONFIG, "version: 1\nfail-on: never\n");
    assert_eq!(sandbox.run(&["diff", "old", "new"]).status, 0);
}
