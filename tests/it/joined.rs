//! What manifests, nodes and pods say only together, through the binary: the folders of `testdata/joined`, each with a `want.txt`
//! that names a rule and the start of its message (`nothing: RULE` where it must be silent).

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

fn findings(folder: &Path, args: &[&str]) -> String {
    let sandbox = Sandbox::new();
    let mut all = vec!["check", "manifest.yaml", "-o", "compact"];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        sandbox.file(path.file_name().unwrap().to_str().unwrap(), fs::read(&path).unwrap());
    }
    for (flag, file) in [("--nodes", "nodes.json"), ("--pods", "pods.json")] {
        if folder.join(file).exists() {
            all.extend([flag, file]);
        }
    }
    all.extend(args);
    let run = sandbox.run(&all);
    assert!(run.status < 2, "{run:?}");
    run.out
}

#[test]
fn each_folder_is_told_what_it_wants() {
    let mut folders: Vec<_> =
        fs::read_dir("testdata/joined").unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() > 10, "{folders:?}");
    for folder in folders {
        let want = fs::read_to_string(folder.join("want.txt")).unwrap();
        let out = findings(&folder, &[]);
        match want.trim().strip_prefix("nothing: ") {
            Some(rule) => assert!(!out.contains(rule), "{}: {out}", folder.display()),
            None => assert!(out.contains(want.trim()), "{}: {out}", folder.display()),
        }
    }
}

#[test]
fn the_namespace_of_the_command_line_is_that_of_objects_without_one() {
    let sandbox = Sandbox::new();
    let object = |kind: &str, rest: &str| format!("kind: {kind}\n{rest}");
    let daemon_set = object(
        "DaemonSet",
        "apiVersion: apps/v1
metadata: {name: agent, namespace: agents}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      serviceAccountName: agent
      containers: [{name: agent, image: \"registry.example/agent:1.4.0\"}]
",
    );
    let account = object("ServiceAccount", "apiVersion: v1\nmetadata: {name: agent}\n");
    sandbox.file("agent.yaml", format!("{daemon_set}---\n{account}"));
    let check = |args: &[&str]| {
        let all =
            [&["check", "agent.yaml", "-o", "compact", "--select", "dangling-reference"], args].concat();
        sandbox.run(&all).out
    };
    assert!(check(&[]).contains("the ServiceAccount agent is in namespace default"), "{}", check(&[]));
    assert!(!check(&["-n", "agents"]).contains("dangling-reference"), "{}", check(&["-n", "agents"]));
}
