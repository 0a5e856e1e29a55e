use serde_json::{Value, json};

use super::{TestNode, running, spec};
use crate::placement::{Reason, Verdict, pod_requests};

fn requests(amounts: &Value) -> Value {
    json!({"requests": amounts})
}

/// The effective requests as `name=amount`, in order.
fn effective(fields: &Value) -> Vec<String> {
    pod_requests(&spec(fields)).iter().map(|(name, amount)| format!("{name}={amount}")).collect()
}

#[test]
fn containers_add_up_and_a_limit_alone_is_a_request() {
    let fields = json!({"containers": [
        {"name": "a", "resources": {"requests": {"cpu": "100m"}, "limits": {"cpu": "1", "memory": "1Gi"}}},
        {"name": "b", "resources": {"requests": {"cpu": "0"}, "limits": {"cpu": "2", "nvidia.com/gpu": "1"}}},
    ]});
    assert_eq!(effective(&fields), ["cpu=100m", "memory=1Gi", "nvidia.com/gpu=1"]);
}

#[test]
fn init_containers_count_by_the_greatest_and_sidecars_stay() {
    let container =
        |name: &str, cpu: &str| json!({"name": name, "resources": requests(&json!({"cpu": cpu}))});
    let sidecar = |name: &str, cpu: &str| {
        let mut sidecar = container(name, cpu);
        sidecar["restartPolicy"] = json!("Always");
        sidecar
    };
    let table = [
        (vec![container("i", "5")], "cpu=5", "an init container raises the sum"),
        (vec![container("i", "1")], "cpu=2", "or is below it"),
        (vec![sidecar("s", "3")], "cpu=5", "a sidecar adds to it"),
        (
            vec![sidecar("s", "3"), container("i", "4")],
            "cpu=7",
            "an init container runs beside earlier sidecars",
        ),
        (vec![container("i", "4"), sidecar("s", "3")], "cpu=5", "and not beside later ones"),
        (vec![sidecar("s", "1"), container("i", "1"), sidecar("t", "9")], "cpu=12", "sidecars add up"),
    ];
    for (init, wanted, why) in table {
        let fields = json!({"containers": [container("a", "2")], "initContainers": init});
        assert_eq!(effective(&fields), [wanted], "{why}");
    }
}

#[test]
fn amounts_for_the_pod_replace_the_sums_and_overhead_comes_on_top() {
    let containers =
        json!([{"name": "a", "resources": requests(&json!({"cpu": "2", "example.com/x": "1"}))}]);
    let pod = |resources: Value| json!({"containers": containers, "resources": resources, "overhead": {"cpu": "250m"}});
    let table = [
        (json!({"requests": {"cpu": "1"}}), vec!["cpu=1250m", "example.com/x=1"], "a request replaces"),
        (
            json!({"limits": {"cpu": "9"}}),
            vec!["cpu=2250m", "example.com/x=1"],
            "a limit yields to containers",
        ),
        (
            json!({"limits": {"memory": "1Gi"}}),
            vec!["cpu=2250m", "example.com/x=1", "memory=1Gi"],
            "a limit counts where no container names the resource",
        ),
        (
            json!({"requests": {"example.com/x": "5"}}),
            vec!["cpu=2250m", "example.com/x=1"],
            "others are passed over",
        ),
        (
            json!({"limits": {"hugepages-2Mi": "4Mi"}}),
            vec!["cpu=2250m", "example.com/x=1", "hugepages-2Mi=4Mi"],
            "huge pages count",
        ),
    ];
    for (resources, wanted, why) in table {
        assert_eq!(effective(&pod(resources)), wanted, "{why}");
    }
}

#[test]
fn amounts_below_a_thousandth_are_rounded_up_and_unreadable_ones_left_out() {
    let fields = json!({"containers": [
        {"name": "a", "resources": requests(&json!({"cpu": "0.1m", "memory": "lots"}))},
        {"name": "b", "resources": requests(&json!({"cpu": "100n"}))},
    ]});
    assert_eq!(effective(&fields), ["cpu=2m"]);
}

fn asking(amounts: &Value) -> Value {
    json!({"containers": [{"name": "a", "resources": requests(amounts)}]})
}

/// The resources that are short, with what is asked and what is left.
fn short(verdict: &Verdict) -> Vec<String> {
    let line = |reason: &Reason| match reason {
        Reason::InsufficientResource { resource, requested, available } => {
            format!("{resource}: {requested} of {available}")
        }
        Reason::TooManyPods { allowed } => format!("pods: {allowed}"),
        other => panic!("{other:?}"),
    };
    verdict.reasons().iter().map(line).collect()
}

#[test]
fn what_just_fits_fits_and_every_shortage_is_named() {
    let node = TestNode::named("n").with(&json!({"cpu": "1", "memory": "1Gi", "pods": "1"}));
    assert_eq!(node.judge(&asking(&json!({"cpu": "1", "memory": "1Gi"}))), Verdict::Runs);
    let verdict = node.judge(&asking(&json!({"cpu": "1001m", "memory": "2Gi", "example.com/x": "1"})));
    assert_eq!(short(&verdict), ["cpu: 1001m of 1", "memory: 2Gi of 1Gi", "example.com/x: 1 of 0"]);
    assert!(verdict.should_run() && verdict.should_continue_running());
}

#[test]
fn nothing_asked_fits_everywhere_but_where_no_pod_may_run() {
    let zero = asking(&json!({"cpu": "0", "example.com/x": "0", "memory": "0"}));
    assert_eq!(TestNode::named("n").with(&json!({"pods": "1"})).judge(&zero), Verdict::Runs);
    let verdict = TestNode::named("n").with(&json!({"cpu": "4"})).judge(&zero);
    assert_eq!(short(&verdict), ["pods: 0"], "a node that does not say how many pods takes none");
}

#[test]
fn a_node_without_allocatable_is_not_judged_on_resources() {
    assert_eq!(TestNode::named("n").judge(&asking(&json!({"cpu": "1e400"}))), Verdict::Runs);
}

#[test]
fn names_that_the_scheduler_does_not_count_are_passed_over() {
    let node = TestNode::named("n").with(&json!({"pods": "9"}));
    for name in ["gpu", "requests.example.com/x", "Bad_Domain/x"] {
        assert_eq!(node.judge(&asking(&json!({name: "1"}))), Verdict::Runs, "{name}");
    }
    for name in ["example.com/x", "hugepages-2Mi", "attachable-volumes-csi", "kubernetes.io/batch-cpu"] {
        assert_eq!(short(&node.judge(&asking(&json!({name: "1"})))), [format!("{name}: 1 of 0")]);
    }
}

#[test]
fn pods_that_are_there_are_taken_off_with_their_overhead() {
    let node = TestNode::named("n").with(&json!({"cpu": "1", "memory": "1Gi", "pods": "2"}));
    let mut fields = asking(&json!({"cpu": "500m", "memory": "900Mi"}));
    fields["overhead"] = json!({"cpu": "100m"});
    let other = running("other", &fields);
    assert_eq!(
        short(&node.judge_beside(&asking(&json!({"cpu": "401m"})), std::slice::from_ref(&other))),
        ["cpu: 401m of 400m"]
    );
    let crowd = [other.clone(), other];
    let verdict = node.judge_beside(&asking(&json!({"cpu": "1", "memory": "1"})), &crowd);
    assert_eq!(
        short(&verdict),
        ["pods: 2", "cpu: 1 of 0", "memory: 1 of 0"],
        "never less than nothing is left"
    );
}
