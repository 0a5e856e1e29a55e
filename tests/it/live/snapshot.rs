//! `snapshot` of a live cluster.

use std::fs;

use super::{clusters, parsed, run, small};

#[test]
fn nodes_and_what_pods_take_come_from_the_cluster() {
    let (sandbox, servers) = clusters([("prod", small())]);
    let found = run(&sandbox, "snapshot --pods");
    assert_eq!((found.status, found.err.as_str()), (0, ""), "{found:?}");
    insta::assert_snapshot!(found.out);
    let asked = servers[0].asked();
    assert!(asked.iter().all(|path| path.contains("/nodes") || path.contains("/pods")), "{asked:?}");
    let found = run(&sandbox, "snapshot --context prod");
    assert!(
        found.out.contains("snapshot --context prod -o FILE") && !found.out.contains("daemonSets"),
        "{found:?}"
    );
    let found = run(&sandbox, "snapshot --cluster --anonymize");
    assert!(!found.out.contains("prod") && !found.out.contains("worker-0"), "{found:?}");
}

#[test]
fn verdicts_are_those_of_the_cluster() {
    let (sandbox, _servers) = clusters([("prod", small())]);
    let manifest = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: big}\nspec:\n  selector: {matchLabels: {a: b}}\n  \
                    template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - {name: c, resources: \
                    {requests: {cpu: \"4\"}}}\n";
    sandbox.file("agent.yaml", manifest);
    let live = parsed(&run(&sandbox, "coverage agent.yaml --cluster -o json"));
    let written = run(&sandbox, "snapshot --pods -o nodes.yaml");
    assert_eq!(written.err, "wrote 3 nodes in 2 groups to nodes.yaml\n");
    let found = parsed(&sandbox.run(&["coverage", "agent.yaml", "--nodes", "nodes.yaml", "-o", "json"]));
    for key in ["desired", "pending", "excluded"] {
        assert_eq!(found["daemonSets"][0][key], live["daemonSets"][0][key], "{key}");
    }
    assert_eq!(found["daemonSets"][0]["pending"], 2);
}

#[test]
fn what_may_not_be_read_is_not_guessed() {
    let (sandbox, _servers) = clusters([("prod", small().denying(&["pods"]))]);
    let found = run(&sandbox, "snapshot --pods -o nodes.yaml");
    assert_eq!((found.status, found.out.as_str()), (2, ""), "{found:?}");
    assert!(
        found.err.contains("pods may not be read") && found.err.contains("leave out --pods"),
        "{found:?}"
    );
    assert!(fs::metadata(sandbox.path().join("nodes.yaml")).is_err(), "nothing is written");
    assert_eq!(run(&sandbox, "snapshot").status, 0);
}
