//! A pull request, walked through: a toleration is dropped, and the review hears which pools lose the agent.

use std::process::Command;

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: log-agent
  namespace: logging
spec:
  selector:
    matchLabels: {app: log-agent}
  template:
    metadata:
      labels: {app: log-agent}
    spec:
      nodeSelector:
        kubernetes.io/os: linux
      tolerations:
        - {key: dedicated, operator: Exists, effect: NoSchedule}
        - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
      containers:
        - name: agent
          image: registry.example/log-agent:2.4.1
          resources:
            requests: {cpu: 50m, memory: 100Mi}
            limits: {memory: 200Mi}
          volumeMounts:
            - {name: logs, mountPath: /var/log, readOnly: true}
      volumes:
        - name: logs
          hostPath: {path: /var/log}
";

const CLUSTER: &str = "\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: prod, region: eu-west-1}
managedNodeGroups:
  - name: general
    instanceType: m5.large
    desiredCapacity: 6
  - name: databases
    instanceType: r5.xlarge
    desiredCapacity: 3
    labels: {workload: database}
    taints:
      - {key: dedicated, value: database, effect: NoSchedule}
  - name: gpu
    instanceType: g5.xlarge
    minSize: 0
    maxSize: 4
    labels: {workload: training}
    taints:
      - {key: nvidia.com/gpu, value: \"true\", effect: NoSchedule}
";

const CONFIG: &str = "\
version: 1
nodes: [cluster.yaml]
expectations:
  - daemonSet: logging/log-agent
    mustRunOn: workload=database
";

const DROPPED: &str = "        - {key: dedicated, operator: Exists, effect: NoSchedule}\n";

fn git(sandbox: &Sandbox, args: &[&str]) {
    let identity =
        ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    let output = command.args(identity).args(args).current_dir(sandbox.path()).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
}

/// The repository before the change.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("manifests/log-agent.yaml", AGENT);
    sandbox.file("cluster.yaml", CLUSTER);
    sandbox.file(".daemonset-lint.yaml", CONFIG);
    git(&sandbox, &["init", "-q"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-q", "-m", "before"]);
    sandbox
}

/// The repository with the change in the work tree.
fn changed() -> Sandbox {
    let sandbox = repository();
    let changed = AGENT.replace(DROPPED, "");
    assert_ne!(changed, AGENT);
    sandbox.file("manifests/log-agent.yaml", changed);
    sandbox
}

/// git is found through the PATH of the test itself.
fn run(sandbox: &Sandbox, args: &[&str]) -> Run {
    let path = std::env::var_os("PATH").unwrap_or_default();
    sandbox.command().args(args).env("PATH", path).output().unwrap().into()
}

#[test]
fn before_the_change_all_is_well() {
    let sandbox = repository();
    let check = run(&sandbox, &["check", "manifests"]);
    assert_eq!(check.status, 0, "{check:?}");
    let diff = run(&sandbox, &["diff", "--since", "HEAD", "manifests"]);
    assert_eq!((diff.out.as_str(), diff.status), ("nothing changes for any DaemonSet\n", 0));
}

#[test]
fn the_diff_names_the_pools_that_lose_the_agent() {
    let diff = run(&changed(), &["diff", "--since", "HEAD", "manifests"]);
    assert_eq!(diff.status, 1, "{diff:?}");
    insta::assert_snapshot!(diff.out);
}

#[test]
fn the_comment_of_the_pull_request_does_too() {
    let diff = run(&changed(), &["diff", "--since", "HEAD", "manifests", "-o", "markdown"]);
    insta::assert_snapshot!(diff.out);
}

#[test]
fn check_fails_and_says_which_pool_is_missing() {
    let check = run(&changed(), &["check", "manifests"]);
    assert_eq!(check.status, 1, "{check:?}");
    insta::assert_snapshot!(check.out);
}
