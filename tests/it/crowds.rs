//! Rules that compare DaemonSets with each other, where there are many of them.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// One agent with a DaemonSet for each pool, as clusters with many kinds of machines have.
fn of_pool(name: &str, pool: usize) -> String {
    format!(
        "apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}, namespace: gpu}}
spec:
  selector: {{matchLabels: {{app: driver}}}}
  template:
    metadata: {{labels: {{app: driver}}}}
    spec:
      hostNetwork: true
      nodeSelector: {{pool: pool-{pool}}}
      containers:
        - name: driver
          image: registry.example/driver:1.0.0
          ports: [{{containerPort: {}}}]
",
        9_000 + pool
    )
}

/// What a rule reports of a folder.
fn reported(sandbox: &Sandbox, rule: &str) -> Vec<String> {
    let run = sandbox.run(&["check", ".", "--select", rule, "-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    findings.map(|finding| format!("{}: {}", finding["object"]["name"], finding["message"])).collect()
}

#[test]
fn a_second_daemon_set_for_one_of_many_pools_is_found() {
    let sandbox = Sandbox::new();
    let mut texts: Vec<String> = (0..300).map(|pool| of_pool(&format!("driver-{pool}"), pool)).collect();
    sandbox.file("agents.yaml", texts.join("---\n"));
    for rule in ["host-port-conflict", "overlapping-selectors"] {
        assert_eq!(reported(&sandbox, rule), [""; 0], "{rule}: each has a pool of its own");
    }
    texts.push(of_pool("late", 250));
    sandbox.file("agents.yaml", texts.join("---\n"));
    for rule in ["host-port-conflict", "overlapping-selectors"] {
        let found = reported(&sandbox, rule);
        assert!(matches!(found.as_slice(), [one] if one.contains("driver-250")), "{rule}: {found:?}");
    }
    // Without the port they are tiers of one agent, of which one node takes two.
    let without = |text: &String| {
        text.lines().filter(|line| !line.contains("containerPort")).collect::<Vec<_>>().join("\n") + "\n"
    };
    sandbox.file("agents.yaml", texts.iter().map(without).collect::<Vec<_>>().join("---\n"));
    let found = reported(&sandbox, "tier-overlap");
    assert!(matches!(found.as_slice(), [one] if one.contains("driver-250")), "{found:?}");
}
