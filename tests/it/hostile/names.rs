//! Names that command a terminal or a CI system: none of them reaches either as such, whatever names whatever.

use std::process::Command;

use serde_json::Value;

use super::agent;
use crate::sandbox::{Run, Sandbox};

/// Clears the screen, retitles the window (in 7 and 8 bits), deletes, reorders, hides, starts lines and commands CI.
const POISON: &str =
    "p\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}2J\u{7f}\u{202e}\u{2066}\u{200b}\u{61c}\r\n::error::x ##[error]##vso[x]";

/// The same for file names of any system.
const FILE: &str = "::error::p\u{1b}[2J\u{9b}2J\u{7f}\u{202e}\n::error::x ##[error]##vso[x]";

/// A text in double quotes, with every character that is not plain escaped; YAML and JSON read it alike.
fn quoted(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    });
    format!("\"{}\"", units.collect::<String>())
}

/// An agent whose every name is poison, a related object, and one of a kind that is poison.
fn manifest() -> String {
    let p = quoted(POISON);
    let labels = format!("{{{p}: {p}, app: {p}}}");
    let expression = format!("{{key: {p}, operator: {p}, values: [{p}]}}");
    let affinity = format!(
        "{{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{{matchExpressions: [{expression}]}}]}}}}}}"
    );
    let container = format!(
        "{{name: {p}, image: {p}, {p}: {p}, resources: {{requests: {{{p}: {p}, cpu: {p}, memory: 9Ti}}, limits: {{memory: {p}}}}}, \
         ports: [{{name: {p}, hostPort: 80, containerPort: 80, hostIP: {p}, protocol: {p}}}], env: [{{name: {p}, value: yes}}, {{name: {p}, name: {p}}}], \
         volumeMounts: [{{name: {p}, mountPath: {p}}}]}}"
    );
    format!(
        "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {p}
  namespace: {p}
  labels: {labels}
  annotations: {{{p}: {p}, daemonset-lint/ignore: {p}, daemonset-lint/ignore-reason: {p}, daemonset-lint/expect: {p}}}
  {p}: {p}
spec:
  # daemonset-lint: ignore[missing-limits, ::error::x] ##[error]
  selector: {{matchLabels: {labels}}}
  updateStrategy: {{type: {p}, rollingUpdate: {{maxSurge: 1}}}}
  template:
    metadata: {{labels: {{app: {p}}}}}
    spec:
      nodeName: {p}
      nodeSelector: {labels}
      priorityClassName: {p}
      serviceAccountName: {p}
      dnsPolicy: {p}
      tolerations: [{{key: {p}, operator: {p}, value: {p}, effect: {p}}}, {{operator: Exists, value: {p}}}]
      affinity: {affinity}
      containers: [{container}, {container}]
      volumes: [{{name: {p}, hostPath: {{path: {p}, type: {p}}}}}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {p}}}
spec:
  selector: {{matchLabels: {{app: {p}}}}}
  template:
    metadata: {{labels: {{app: {p}}}}}
    spec: {{containers: [{{name: {p}, image: {p}, resources: {{requests: {{cpu: 1, memory: 1Gi}}}}}}]}}
---
apiVersion: {p}
kind: {p}
metadata: {{name: {p}, annotations: {{daemonset-lint/ignore: {p}}}}}
---
kind: DaemonSet
\"::error::x\": [
"
    )
}

fn nodes() -> String {
    let p = quoted(POISON);
    format!(
        "{{\"kind\": \"List\", \"items\": [{{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {{\"name\": {p}, \"labels\": {{{p}: {p}}}}},
        \"spec\": {{\"taints\": [{{\"key\": {p}, \"value\": {p}, \"effect\": \"NoSchedule\"}}]}},
        \"status\": {{\"allocatable\": {{\"cpu\": \"100m\", \"memory\": \"1Mi\", \"pods\": \"1\", {p}: \"1\"}}}}}}]}}"
    )
}

fn pools() -> String {
    let p = quoted(POISON);
    format!(
        "version: 1\npools:\n- name: {p}\n  labels: {{app: {p}}}\n  taints: [{{key: app, value: {p}, effect: NoSchedule}}]\n  max: 3\n"
    )
}

fn pods() -> String {
    let p = quoted(POISON);
    format!(
        "{{\"kind\": \"List\", \"items\": [{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": {p}, \"namespace\": {p}, \
         \"ownerReferences\": [{{\"kind\": \"DaemonSet\", \"name\": {p}, \"controller\": true}}]}}, \
         \"spec\": {{\"nodeName\": {p}, \"containers\": [{{\"name\": {p}, \"ports\": [{{\"hostPort\": 80, \"hostIP\": {p}}}]}}]}}}}]}}"
    )
}

/// A folder in which everything is poison. Windows knows no such file names.
fn poisoned() -> Sandbox {
    let sandbox = Sandbox::new();
    let file = if cfg!(unix) { FILE } else { "plain" };
    sandbox.file(&format!("agents/{file}.yaml"), manifest());
    sandbox.file(&format!("agents/{file}/Chart.yaml"), "name: x\n");
    sandbox.file(&format!("agents/{file}/templates/a.yaml"), "kind: {{ DaemonSet }}\n");
    sandbox.file("nodes.json", nodes());
    sandbox.file("pools.yaml", pools());
    sandbox.file("pods.json", pods());
    sandbox
}

/// Nothing in the text moves a cursor, hides, reorders, or commands a CI system.
#[track_caller]
fn assert_harmless(what: &str, text: &str) {
    let is_hostile = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}\u{200b}\u{61c}".contains(c);
    for line in text.lines() {
        let start = line.trim_start();
        let commands = start.starts_with("::error") || line.contains("##[") || line.contains("##vso[");
        assert!(!commands && !line.contains(is_hostile), "{what}: {line:?}");
    }
}

/// The program's own colours, which are all that is left of escape sequences.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        let (colour, rest) = part.split_once('m').unwrap_or_else(|| panic!("{part:?}"));
        assert!(colour.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{part:?}");
        plain.push_str(rest);
    }
    plain
}

#[track_caller]
fn assert_run_is_harmless(args: &[&str], run: &Run) {
    let what = args.join(" ");
    assert_harmless(&what, &without_colours(&run.out));
    assert_harmless(&what, &without_colours(&run.err));
}

/// All ways to show what the poisoned folder holds.
fn commands() -> Vec<Vec<&'static str>> {
    let mut all = Vec::new();
    for format in ["human", "compact", "json"] {
        all.push(vec!["check", "agents", "-o", format]);
        all.push(vec![
            "check",
            "agents",
            "-v",
            "--preset",
            "strict",
            "--nodes",
            "nodes.json",
            "--pods",
            "pods.json",
            "-o",
            format,
        ]);
    }
    for format in ["table", "wide", "json"] {
        all.push(vec![
            "coverage",
            "agents",
            "--nodes",
            "nodes.json",
            "--nodes",
            "pools.yaml",
            "--pods",
            "pods.json",
            "-o",
            format,
        ]);
    }
    for format in ["table", "wide", "json", "markdown"] {
        all.push(vec!["overhead", "agents", "--nodes", "nodes.json", "--nodes", "pools.yaml", "-o", format]);
    }
    for format in ["table", "json", "markdown"] {
        all.push(vec![
            "diff",
            "clean",
            "agents",
            "--nodes",
            "nodes.json",
            "--nodes",
            "pools.yaml",
            "-o",
            format,
        ]);
        all.push(vec!["diff", "agents", "clean", "--nodes", "nodes.json", "-o", format]);
    }
    all.push(vec!["check", "agents", "--print-config"]);
    all
}

#[test]
fn terminal_escapes_and_workflow_commands_in_names_are_shown_as_text() {
    let sandbox = poisoned();
    std::fs::create_dir(sandbox.path().join("clean")).unwrap();
    for args in commands() {
        let run = sandbox.run(&args);
        assert!([0, 1].contains(&run.status) && !run.out.is_empty(), "{args:?}: {run:?}");
        assert_run_is_harmless(&args, &run);
        let coloured = sandbox.run(&[&args[..], &["--color", "always"]].concat());
        assert_run_is_harmless(&args, &coloured);
    }
}

#[test]
fn json_says_what_the_names_are() {
    let run = poisoned().run(&["check", "agents", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["object"]["name"] == POISON), "{run:?}");
    if cfg!(unix) {
        assert_eq!(findings[0]["file"], format!("agents/{FILE}.yaml"));
    }
    let run = poisoned().run(&["coverage", "agents", "--nodes", "nodes.json", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["daemonSets"][0]["nodes"][0]["name"], POISON);
}

#[test]
fn hostile_arguments_are_repeated_as_text() {
    let sandbox = agent();
    let p = format!("x{FILE}");
    let flags = [
        "--config",
        "--nodes",
        "--pods",
        "--baseline",
        "--select",
        "--exclude",
        "--fail-on",
        "--output",
        "--preset",
        "--color",
    ];
    let mut all: Vec<Vec<String>> = flags
        .iter()
        .map(|flag| vec!["check".into(), (*flag).into(), format!("[{}", p.replace(']', ""))])
        .collect();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    all.extend([
        words(&[&p]),
        words(&["check", &p]),
        words(&["check", &format!("--{p}")]),
        words(&["check", &format!("--{p}=a")]),
        words(&["explain", &p]),
        words(&["completion", &p]),
        words(&["diff", "--since", &p]),
        words(&["diff", &p]),
        words(&["coverage", &p]),
        words(&["coverage", "--ready-after", &p]),
        words(&["overhead", "--nodes", "nodes.json", "-o", &format!("json={p}/{p}")]),
    ]);
    for args in &all {
        let run = sandbox.run(args);
        assert_eq!(run.status, 2, "{args:?}: {run:?}");
        assert!(!run.err.is_empty(), "{args:?}");
        assert_run_is_harmless(&["arguments"], &run);
    }
    let run = sandbox.run(&["check", "--print-config", &p, "--nodes", &p, "--exclude", &p]);
    assert_run_is_harmless(&["print-config"], &run);
}

#[test]
fn hostile_node_files_are_refused_in_text() {
    let p = quoted(POISON);
    let texts = [
        format!("apiVersion: {p}\nkind: {p}\n"),
        format!("kind: List\nitems: [{{kind: Node, metadata: {{name: {p}, labels: [{p}]}}}}]\n"),
        format!("version: 1\npools:\n- {{name: {p}, {p}: {p}}}\n"),
        format!("version: 1\npools:\n- {{name: {p}, labels: {{a: {p}}}, max: {p}}}\n"),
        format!(
            "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: {p}}}\nspec: {{template: {{spec: {{requirements: [{{key: {p}, operator: {p}, values: [{p}]}}]}}}}}}\n"
        ),
        format!(
            "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nnodeGroups: [{{name: {p}, {p}: 1, labels: {p}}}]\n"
        ),
        "::error::x: [\n".to_owned(),
    ];
    for text in texts {
        let sandbox = agent();
        sandbox.file("hostile.yaml", &text);
        for args in [
            ["coverage", "agents", "--nodes", "hostile.yaml"],
            ["check", "agents", "--nodes", "hostile.yaml"],
        ] {
            let run = sandbox.run(&args);
            assert_run_is_harmless(&[&text], &run);
        }
    }
}

#[test]
fn hostile_configs_and_baselines_are_refused_in_text() {
    let p = quoted(POISON);
    for text in [
        format!("version: 1\n{p}: {p}\n"),
        format!("version: 1\nrules: {{{p}: {p}, missing-limits: {p}}}\n"),
        format!("version: 1\nrules: {{unsafe-max-unavailable: {{{p}: {p}, max-percent: {p}}}}}\n"),
        format!("version: 1\nexclude: [{p}, \"[\"]\nnodes: [{p}]\npreset: {p}\n"),
        format!("version: 1\nexpectations: [{{daemonSet: {p}, mustRunOn: {p}, allowMissing: {p}}}]\n"),
        format!("version: 1\nexpectations: [{{daemonSet: \"*\", mustRunOn: {p}}}]\nnodes: [{p}]\n"),
    ] {
        let sandbox = agent();
        sandbox.file(".daemonset-lint.yaml", &text);
        for args in [&["check", "agents"][..], &["check", "agents", "--print-config"]] {
            assert_run_is_harmless(&[&text], &sandbox.run(args));
        }
    }
    let sandbox = agent();
    let entry = format!("{{\"file\": {p}, \"rule\": {p}, \"message\": {p}, \"object\": {p}}}");
    let baseline = |findings: &str| {
        format!("{{\"format\": \"daemonset-lint-baseline\", \"version\": 1, \"findings\": [{findings}]}}")
    };
    for text in [baseline(&entry), baseline(&p), baseline(&format!("{{{p}: 1}}")), format!("{{{p}: {p}}}")] {
        sandbox.file("baseline.json", text);
        assert_run_is_harmless(
            &["baseline"],
            &sandbox.run(&["check", "agents", "--baseline", "baseline.json", "-v"]),
        );
    }
}

#[test]
fn a_patch_with_hostile_lines_is_shown_as_text() {
    let agent = super::AGENT.replace(
        "metadata:\n  name",
        "metadata: # \u{202e}hidden\u{200b} \u{1f469}\u{200d}\u{1f4bb}\r\n  name",
    );
    let agent = agent.replace("  updateStrategy:\n", "  # x\n  updateStrategy: # ##[error]x\n");
    let agent = agent.replace("    rollingUpdate:\n", "    rollingUpdate: # \u{202e}\n");
    let sandbox = Sandbox::new();
    sandbox.file(if cfg!(unix) { FILE } else { "plain" }, agent);
    let run = sandbox.run(&["check", "-f", if cfg!(unix) { FILE } else { "plain" }, "--diff"]);
    assert!(run.out.contains("+      maxUnavailable: 0"), "{run:?}");
    assert_run_is_harmless(&["--diff"], &run);
}

#[cfg(unix)]
#[test]
fn a_command_at_the_start_of_a_text_is_no_command_in_a_patch() {
    let sandbox = Sandbox::new();
    let (before, after) = super::AGENT.split_once("spec:\n").unwrap();
    let block = "  annotations:\n    a: |\n      ::error::x\n      ::1 localhost\n";
    let after = after.replace("  updateStrategy:\n    rollingUpdate:\n      maxSurge: 1\n", "");
    let strategy = "spec:\n  updateStrategy: {rollingUpdate: {maxSurge: 1}}\n";
    sandbox.file("a.yaml", [before, block, strategy, &after].concat());
    let run = sandbox.run(&["check", "a.yaml", "--diff"]);
    assert_run_is_harmless(&["--diff"], &run);
    assert!(run.out.contains("::1 localhost"), "an address is none: {run:?}");
}

#[cfg(unix)]
#[test]
fn hostile_names_in_a_revision_are_shown_as_text() {
    let sandbox = poisoned();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let status = Command::new("git")
            .args(identity)
            .args(args)
            .current_dir(sandbox.path())
            .output()
            .unwrap()
            .status;
        assert!(status.success(), "{args:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "a"]);
    std::fs::remove_dir_all(sandbox.path().join("agents")).unwrap();
    std::fs::create_dir(sandbox.path().join("agents")).unwrap();
    for format in ["table", "json", "markdown"] {
        let args = ["diff", "--since", "HEAD", "agents", "--nodes", "nodes.json", "-o", format];
        let mut command = sandbox.command();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let run = crate::sandbox::end_of(command.args(args).spawn().unwrap());
        assert!(run.out.contains("DaemonSet") || format == "table", "{run:?}");
        assert!(run.status <= 1, "{run:?}");
        assert_run_is_harmless(&args, &run);
    }
}

#[test]
fn a_chart_with_a_hostile_name_does_not_reach_a_command_line() {
    let sandbox = Sandbox::new();
    sandbox.file("$(reboot)/Chart.yaml", "name: x\n");
    sandbox.file("$(reboot)/templates/a.yaml", "a: {{ .Values.b }}\n");
    let run = sandbox.run(&["check", "."]);
    assert!(run.err.contains("helm template CHART |"), "{run:?}");
}
