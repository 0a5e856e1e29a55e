//! `coverage -o metrics` of live clusters.

use std::fs;

use super::{clusters, kubeconfig, run, small};
use crate::metrics::exposition::{Sample, read};
use crate::sandbox::Sandbox;

/// The series of a metric, or none.
fn series(text: &str, metric: &str) -> Vec<Sample> {
    let families = read(text).unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    let name = format!("daemonset_lint_{metric}");
    families.into_iter().find(|family| family.name == name).map_or(Vec::new(), |family| family.samples)
}

fn labels(series: &[Sample], label: &str) -> Vec<String> {
    series.iter().map(|(labels, _)| labels.get(label).cloned().unwrap_or_default()).collect()
}

#[test]
fn one_cluster_needs_no_label() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let found = run(&sandbox, "coverage --context prod -o metrics");
    assert_eq!((found.status, found.err.as_str()), (0, ""), "{found:?}");
    let desired = series(&found.out, "desired_nodes");
    assert_eq!(labels(&desired, "context"), [""]);
    assert_eq!((labels(&desired, "namespace").join(" "), desired[0].1), ("logging".to_owned(), 2));
    assert_eq!(series(&found.out, "missing_nodes")[0].1, 0);
}

#[test]
fn a_cluster_that_is_away_is_down_and_the_others_are_there() {
    let (sandbox, servers) = clusters([("prod", small())]);
    let away = ("away", None, "http://127.0.0.1:1".to_owned());
    sandbox.file("config", kubeconfig(&[away, ("prod", None, servers[0].url())]));
    let found = run(&sandbox, "coverage --all-contexts -o metrics=m.prom");
    assert_eq!((found.status, found.out.as_str()), (2, ""), "{found:?}");
    let text = fs::read_to_string(sandbox.path().join("m.prom")).unwrap();
    let up = series(&text, "up");
    assert_eq!(
        (labels(&up, "context"), up[0].1, up[1].1),
        (vec!["away".to_owned(), "prod".to_owned()], 0, 1)
    );
    assert_eq!(labels(&series(&text, "desired_nodes"), "context"), ["prod"]);
}

#[test]
fn where_no_cluster_can_be_read_the_file_stays_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.file("config", kubeconfig(&[("away", None, "http://127.0.0.1:1".to_owned())]));
    sandbox.file("m.prom", "old");
    let found = run(&sandbox, "coverage --context away -o metrics=m.prom");
    assert_eq!(found.status, 2, "{found:?}");
    assert_eq!(fs::read_to_string(sandbox.path().join("m.prom")).unwrap(), "old");
}

#[test]
fn without_the_right_to_read_pods_the_metrics_say_so() {
    let (sandbox, _servers) = clusters([("prod", small().denying(&["pods"]))]);
    let found = run(&sandbox, "coverage --context prod -o metrics");
    assert_eq!(series(&found.out, "pods_known")[0].1, 0, "{found:?}");
    assert_eq!(series(&found.out, "missing_nodes"), []);
    assert_eq!(series(&found.out, "desired_nodes")[0].1, 2);
}
