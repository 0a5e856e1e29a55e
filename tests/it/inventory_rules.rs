//! Rules that read nodes and pools: what they leave to each other, and what a config sets.

use crate::sandbox::Sandbox;

const POOLS: &str = "\
version: 1
pools:
  - name: general
    os: linux
    arch: amd64
    labels: {tier: general}
  - name: gpu
    os: linux
    arch: arm64
    labels: {tier: gpu}
    taints: [\"nvidia.com/gpu=present:NoSchedule\"]
  - name: win
    os: windows
    taints: [\"os=windows:NoSchedule\"]
  - name: jobs
    virtual: true
    taints: [\"eks.amazonaws.com/compute-type=fargate:NoSchedule\"]
";

fn agent(pod: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: agent, namespace: agents}}
spec:
  selector:
    matchLabels: {{app: agent}}
  template:
    metadata:
      labels: {{app: agent}}
    spec:
      hostPID: true
{pod}
      containers:
        - name: agent
          image: registry.example/agent:1.4.0
"
    )
}

/// The findings of some rules, or of those that run by default, one a line.
fn findings(pod: &str, config: &str, select: Option<&str>) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.file("agent.yaml", agent(pod));
    sandbox.file("pools.yaml", POOLS);
    sandbox.file(".daemonset-lint.yaml", format!("version: 1\n{config}"));
    let mut args = vec!["check", "agent.yaml", "--nodes", "pools.yaml", "-o", "compact"];
    args.extend(select.into_iter().flat_map(|rules| ["--select", rules]));
    let run = sandbox.run(&args);
    assert!(run.status < 2, "{run:?}");
    run.out.lines().filter(|line| line.starts_with("agent.yaml")).map(str::to_owned).collect()
}

#[test]
fn pools_are_held_against_tolerations_as_nodes_are() {
    let select = Some("missing-tolerations");
    let found = findings("", "", select);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("skips 1 of 4 pools: they have the taint nvidia.com/gpu=present"), "{found:?}");
    for pod in [
        "      tolerations: [{key: nvidia.com/gpu, operator: Exists}]",
        "      nodeSelector: {tier: general}",
        "      nodeSelector: {nvidia.com/gpu.present: \"true\"}",
    ] {
        assert_eq!(findings(pod, "", select), Vec::<String>::new(), "{pod}");
    }
}

#[test]
fn one_cause_has_one_finding() {
    let about_placement = |pod: &str| {
        let mut found = findings(pod, "", None);
        found.retain(|line| ["eligible", "absent", "toleration"].iter().any(|word| line.contains(word)));
        found
    };
    let absent = about_placement("      nodeSelector: {disk: ssd}");
    assert_eq!(absent.len(), 1, "{absent:?}");
    assert!(absent[0].contains("no-eligible-node"), "{absent:?}");
    let tainted = about_placement("      nodeSelector: {tier: gpu}");
    assert_eq!(tainted.len(), 1, "{tainted:?}");
    assert!(tainted[0].contains("missing-tolerations"), "{tainted:?}");
    let missed = about_placement("      tolerations: [{key: nvidia.com/gpu, value: absent}]");
    assert_eq!(missed.len(), 1, "{missed:?}");
    assert!(missed[0].contains("missing-tolerations"), "{missed:?}");
}

#[test]
fn images_for_one_architecture_are_listed_in_the_config() {
    let list = "rules: {arch-mismatch: {single-arch-images: [registry.example/agent=amd64]}}\n";
    let gpu = "      tolerations: [{key: nvidia.com/gpu, operator: Exists}]";
    let select = Some("arch-mismatch");
    assert!(findings(gpu, "", select).is_empty());
    assert!(findings("", list, select).is_empty(), "the tainted pool is not reached");
    let found = findings(gpu, list, select);
    assert!(found[0].contains("the image is for amd64, 1 pool is for others"), "{found:?}");
}
