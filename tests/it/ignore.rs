//! What manifests ask to leave out: every form of ignore, and what only looks like one.

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

/// An agent with two faults: no memory limit (note, line of the container's name), and a boolean where a string is needed.
const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: logging
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - image: registry.example/agent:1.0.0
          args: [--verbose]
          env:
            - name: DEBUG
              value: yes
          name: agent
          resources:
            requests: {cpu: 10m, memory: 64Mi}
";

const VALUE: &str = "              value: yes\n";

fn check(text: &str) -> Run {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", text);
    sandbox.run(&["check", "agent.yaml", "-o", "json"])
}

/// `rule@line` of what counts, and how many findings do not.
fn told(text: &str) -> (Vec<String>, u64) {
    let run = check(text);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let told = findings.map(|finding| format!("{}@{}", finding["rule"].as_str().unwrap(), finding["line"]));
    (told.collect(), report["summary"]["suppressed"].as_u64().unwrap())
}

#[test]
fn without_an_ignore_both_faults_are_told() {
    assert_eq!(told(AGENT), (vec!["unquoted-scalar@18".into(), "missing-limits@19".into()], 0));
}

#[test]
fn a_comment_covers_its_line_or_the_one_below() {
    let limits = vec!["missing-limits@19".to_owned()];
    let above = format!("              # daemonset-lint: ignore[unquoted-scalar] sent as is\n{VALUE}");
    assert_eq!(told(&AGENT.replace(VALUE, &above)), (vec!["missing-limits@20".into()], 1));
    let behind = "              value: yes # daemonset-lint: ignore[unquoted-scalar] sent as is\n";
    assert_eq!(told(&AGENT.replace(VALUE, behind)), (limits, 1));
    let stacked = format!(
        "              # daemonset-lint: ignore[unquoted-scalar] sent as is\n              # and a word more\n{VALUE}"
    );
    assert_eq!(told(&AGENT.replace(VALUE, &stacked)), (vec!["missing-limits@21".into()], 1));
}

#[test]
fn a_comment_covers_no_other_line() {
    let behind = "            - name: DEBUG # daemonset-lint: ignore[unquoted-scalar] one line too early\n              value: yes\n";
    let (told, suppressed) =
        told(&AGENT.replace("            - name: DEBUG\n              value: yes\n", behind));
    assert_eq!(told, ["unused-ignore@17", "unquoted-scalar@18", "missing-limits@19"]);
    assert_eq!(suppressed, 0);
}

#[test]
fn a_comment_before_the_first_key_covers_its_document_only() {
    let comment = "# daemonset-lint: ignore[unquoted-scalar, missing-limits] from upstream\n";
    assert_eq!(told(&format!("# License\n{comment}\n{AGENT}")), (Vec::new(), 2));
    assert_eq!(told(&format!("{comment}---\n{AGENT}")), (Vec::new(), 2));
    assert_eq!(told(&format!("--- {comment}{AGENT}")), (Vec::new(), 2));
    let (mut told, suppressed) = told(&format!("{comment}{AGENT}---\n{AGENT}"));
    // The second document is the same agent again, which other rules have something to say of.
    told.retain(|finding| finding.starts_with("unquoted-scalar") || finding.starts_with("missing-limits"));
    assert_eq!((told, suppressed), (vec!["unquoted-scalar@41".into(), "missing-limits@42".into()], 2));
}

#[test]
fn a_walk_sees_the_same_comments() {
    let sandbox = Sandbox::new();
    let comment = "# daemonset-lint: ignore[unquoted-scalar, missing-limits] from upstream\n";
    sandbox.file("agents/agent.yaml", format!("{comment}---\n{AGENT}"));
    let run = sandbox.run(&["check", "agents", "-o", "compact", "--fail-on", "note"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
}

#[test]
fn annotations_cover_their_object() {
    let on = |lines: &str| AGENT.replace("  namespace: logging\n", &format!("  namespace: logging\n{lines}"));
    let both = on("  annotations:\n    daemonset-lint/ignore: \"unquoted-scalar, missing-limits\"\n");
    assert_eq!(told(&both), (Vec::new(), 2));
    let pod = AGENT.replace(
        "      labels: {app: agent}\n",
        "      labels: {app: agent}\n      annotations: {daemonset-lint/ignore: missing-limits}\n",
    );
    assert_eq!(told(&pod), (vec!["unquoted-scalar@19".into()], 1));
    let json = r#"{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent", "annotations":
        {"daemonset-lint/ignore": "missing-limits"}}, "spec": {"selector": {"matchLabels": {"app": "agent"}}, "template":
        {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [{"name": "agent", "image": "x:1",
        "resources": {"requests": {"cpu": "10m", "memory": "64Mi"}}}]}}}}"#;
    assert_eq!(told(json), (Vec::new(), 1));
}

#[test]
fn comments_survive_flow_style_line_ends_and_anchors() {
    let flow =
        "          env: [{name: DEBUG, value: yes}] # daemonset-lint: ignore[unquoted-scalar] sent as is\n";
    let block = "          env:\n            - name: DEBUG\n              value: yes\n";
    assert_eq!(told(&AGENT.replace(block, flow)), (vec!["missing-limits@17".into()], 1));
    let inside = "          env: [\n            # daemonset-lint: ignore[unquoted-scalar] sent as is\n            {name: DEBUG, value: yes}]\n";
    assert_eq!(told(&AGENT.replace(block, inside)), (vec!["missing-limits@19".into()], 1));
    let behind = "              value: yes # daemonset-lint: ignore[unquoted-scalar] sent as is\n";
    let windows = AGENT.replace(VALUE, behind).replace('\n', "\r\n");
    assert_eq!(told(&windows), (vec!["missing-limits@19".into()], 1));
    let merged = AGENT.replace(
        block,
        "          env:\n            - &debug\n              name: DEBUG\n              # daemonset-lint: ignore[unquoted-scalar] sent as is\n              value: yes\n            - <<: *debug\n              name: TRACE\n",
    );
    assert_eq!(told(&merged), (vec!["missing-limits@23".into()], 1));
}

#[test]
fn text_is_no_comment() {
    let text = "            - name: DEBUG\n              value: |\n                # daemonset-lint: ignore[missing-limits]\n            - {name: A, value: \"# daemonset-lint: ignore[missing-limits]\"}\n            - {name: B, value: 'a#daemonset-lint: ignore missing-limits'}\n";
    let text = AGENT.replace("            - name: DEBUG\n              value: yes\n", text);
    assert_eq!(told(&text), (vec!["missing-limits@22".into()], 0));
}

#[test]
fn a_broken_document_can_be_meant() {
    let (told, suppressed) = told("# daemonset-lint: ignore[syntax, missing-limits] a test of ours\na: [\n");
    assert_eq!((told, suppressed), (Vec::new(), 1));
}

#[test]
fn what_is_unused_or_misspelt_is_a_note() {
    let text = AGENT.replace(
        VALUE,
        "              # daemonset-lint: ignore[unquoted-scalr] sent as is\n              # daemonset-lint: ignore unquoted-scalar\n              value: \"yes\" # daemonset-lint: ignore[unquoted-scalar] mended\n",
    );
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", text);
    let run = sandbox.run(&["check", "agent.yaml"]);
    assert_eq!(run.status, 0, "{run:?}");
    insta::assert_snapshot!(run.out);
}

#[test]
fn only_rules_that_ran_are_judged() {
    let text = format!(
        "# daemonset-lint: ignore[unquoted-scalar, pinned-to-node, placement-expectation] why\n{AGENT}"
    );
    let (all, _) = told(&text);
    assert_eq!(all, ["unused-ignore@1", "missing-limits@20"], "pinned-to-node ran, the last one needs nodes");
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", &text);
    for flags in
        [["--ignore", "pinned-to-node"], ["--select", "unused-ignore"], ["--ignore", "unused-ignore"]]
    {
        let run = sandbox.run(&[&["check", "agent.yaml", "-o", "compact"][..], &flags].concat());
        assert!(!run.out.contains("unused-ignore"), "{flags:?}: {run:?}");
    }
}

#[test]
fn an_unused_ignore_can_itself_be_ignored() {
    let text = format!(
        "# daemonset-lint: ignore[unused-ignore, pinned-to-node] rendered for several clusters\n{AGENT}"
    );
    let (told, suppressed) = told(&text);
    assert_eq!((told.len(), suppressed), (2, 1));
}

#[test]
fn suppressed_findings_do_not_fail_and_are_listed_with_their_reasons() {
    let esc = "\u{202e}sent \u{200b}as is";
    let text = AGENT.replace(
        VALUE,
        &format!("              value: yes # daemonset-lint: ignore[unquoted-scalar] {esc}\n"),
    );
    let text = text.replace(
        "          name: agent",
        "          # daemonset-lint: ignore[missing-limits]\n          name: agent",
    );
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", text);
    let run = sandbox.run(&["check", "agent.yaml", "--fail-on", "note", "-v"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
    insta::assert_snapshot!(run.err);
    let run = sandbox.run(&["check", "agent.yaml"]);
    assert_eq!(run.err, "1 DaemonSet in 1 file: nothing to report; 2 suppressed\n");
}

#[test]
fn findings_of_one_object_stay_together() {
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {}- {}",
        AGENT.replace('\n', "\n  ").trim_end().to_owned() + "\n",
        AGENT.replace("name: agent\n  namespace", "name: other\n  namespace").replace('\n', "\n  ")
    );
    let sandbox = Sandbox::new();
    sandbox.file("agents.yaml", list);
    let run = sandbox.run(&["check", "agents.yaml"]);
    let headings: Vec<&str> = run.out.lines().filter(|line| line.starts_with("DaemonSet")).collect();
    assert_eq!(headings, ["DaemonSet logging/agent", "DaemonSet logging/other"]);
}
