//! Completion from a kubeconfig and from a cluster.

use std::io::Read as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Contents, kubeconfig};
use crate::sandbox::Sandbox;

fn namespace(name: &str) -> Value {
    json!({"metadata": {"name": name}})
}

fn complete(sandbox: &Sandbox, line: &str) -> String {
    let words: Vec<&str> = ["__complete", "--"].into_iter().chain(line.split(' ')).collect();
    let run = sandbox.run(&words);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    run.out
}

/// Two clusters with namespaces of their own.
fn two() -> Sandbox {
    let prod =
        Contents::default().with("namespaces", ["kube-system", "logging", "\u{1b}[31m"].map(namespace));
    let edge = Contents::default().with("namespaces", ["kube-system", "edge-only"].map(namespace));
    let sandbox = Sandbox::new();
    let contexts = [("prod", None, prod.serve().url()), ("edge", None, edge.serve().url())];
    sandbox.file("config", kubeconfig(&contexts));
    sandbox
}

#[test]
fn contexts_are_those_of_the_kubeconfig() {
    let sandbox = two();
    for line in [
        "coverage --kubeconfig config --context ",
        "--kubeconfig config --context ",
        "--kubeconfig=config check --context prod --context ",
    ] {
        assert_eq!(complete(&sandbox, line), "prod\nedge\n:4\n", "{line}");
    }
    assert_eq!(complete(&sandbox, "coverage --kubeconfig config --context e"), "edge\n:4\n");
}

#[test]
fn namespaces_are_those_of_the_cluster() {
    let sandbox = two();
    for line in ["coverage --kubeconfig config -n ", "--kubeconfig config check --namespace "] {
        assert_eq!(complete(&sandbox, line), "kube-system\nlogging\n:4\n", "{line}");
    }
    let line = "check --context edge --kubeconfig config --cluster -n ";
    assert_eq!(complete(&sandbox, line), "kube-system\nedge-only\n:4\n");
}

#[test]
fn the_value_of_an_option_is_no_subcommand() {
    let sandbox = two();
    let answer = complete(&sandbox, "--context check ");
    assert!(answer.contains("coverage\t"), "{answer}");
}

#[test]
fn failures_are_silent() {
    let sandbox = Sandbox::new();
    for line in ["coverage --context ", "coverage -n ", "coverage --kubeconfig nowhere -n "] {
        assert_eq!(complete(&sandbox, line), ":4\n", "{line}");
    }
    sandbox.file("config", kubeconfig(&[("away", None, "http://127.0.0.1:1".to_owned())]));
    assert_eq!(complete(&sandbox, "coverage --kubeconfig config -n "), ":4\n");
}

#[test]
fn nobody_waits_long_for_a_server_that_hangs() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || stream.read_to_end(&mut Vec::new()));
        }
    });
    let sandbox = Sandbox::new();
    sandbox.file("config", kubeconfig(&[("slow", None, url)]));
    let start = Instant::now();
    assert_eq!(complete(&sandbox, "coverage --kubeconfig config -n "), ":4\n");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
