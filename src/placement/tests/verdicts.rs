use k8s_openapi::api::core::v1 as api;
use serde_json::json;

use super::{TestNode, daemon_pod, running};
use crate::placement::{DaemonPod, NodeUsage, Reason, RunningPod, Verdict};

/// (should run, should continue running)
fn answers(verdict: &Verdict) -> (bool, bool) {
    (verdict.should_run(), verdict.should_continue_running())
}

#[test]
fn taints_decide_as_the_controller_decides() {
    let default = json!({});
    let table: [(&[&str], (bool, bool), &str); 10] = [
        (&["a:PreferNoSchedule"], (true, true), "a mere preference keeps nobody away"),
        (&["a:NoSchedule"], (false, true), "who is there stays"),
        (&["a:NoExecute"], (false, false), "who is there goes"),
        (&["a:NoSchedule", "b:NoExecute"], (false, false), "the worst taint counts"),
        (
            &["node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute"],
            (false, true),
            "a node that is not ready gets no new pods",
        ),
        (&["node.kubernetes.io/not-ready:NoExecute"], (true, true), "unless it only evicts"),
        (&["node.kubernetes.io/unschedulable:NoSchedule"], (true, true), "a cordoned node is wanted"),
        (
            &["node.kubernetes.io/disk-pressure:NoExecute"],
            (false, false),
            "pressure is tolerated as NoSchedule only",
        ),
        (&["node.kubernetes.io/network-unavailable:NoSchedule"], (false, true), "without network"),
        (&["a:"], (true, true), "a taint without effect has none"),
    ];
    for (taints, wanted, why) in table {
        let verdict = TestNode::named("n").tainted(taints).judge(&default);
        assert_eq!(answers(&verdict), wanted, "{taints:?}: {why}");
    }
}

#[test]
fn the_host_network_needs_no_network() {
    let node = TestNode::named("n").tainted(&["node.kubernetes.io/network-unavailable:NoSchedule"]);
    assert_eq!(node.judge(&json!({"hostNetwork": true})), Verdict::Runs);
}

#[test]
fn a_node_name_takes_that_node_alone_and_only_if_all_else_matches() {
    let fields = json!({"nodeName": "n1", "nodeSelector": {"a": "1"}});
    assert_eq!(TestNode::named("n1").labelled(&[("a", "1")]).judge(&fields), Verdict::Runs);
    for node in [
        TestNode::named("n2").labelled(&[("a", "1")]),
        TestNode::named("n1").labelled(&[("a", "2")]),
        TestNode::named("").labelled(&[("a", "1")]),
    ] {
        assert_eq!(answers(&node.judge(&fields)), (false, false));
    }
    let tainted = TestNode::named("n1").labelled(&[("a", "1")]).tainted(&["x:NoSchedule"]);
    assert_eq!(answers(&tainted.judge(&fields)), (false, true));
}

#[test]
fn a_node_name_goes_past_the_scheduler() {
    let fields =
        json!({"nodeName": "n", "containers": [{"name": "a", "resources": {"requests": {"cpu": "9"}}}]});
    assert_eq!(TestNode::named("n").with(&json!({"cpu": "1", "pods": "0"})).judge(&fields), Verdict::Runs);
}

#[test]
fn every_reason_is_listed_whichever_comes_first() {
    let term = json!({"matchExpressions": [{"key": "gpu", "operator": "Exists"}]});
    let required = json!({"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}});
    let fields =
        json!({"nodeName": "other", "nodeSelector": {"a": "1"}, "affinity": {"nodeAffinity": required}});
    let verdict = TestNode::named("n").tainted(&["x:NoSchedule", "y=1:NoSchedule"]).judge(&fields);
    assert_eq!(answers(&verdict), (false, false), "the selector decides, whatever the taints would allow");
    let kinds: Vec<_> = verdict
        .reasons()
        .iter()
        .map(|reason| match reason {
            Reason::NodeName { wanted } => wanted.clone(),
            Reason::NodeSelector { key, wanted, found } => format!("{key}={wanted} {found:?}"),
            Reason::NodeAffinity { terms } => terms[0].to_string(),
            Reason::UntoleratedTaint { taint } => taint.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["other", "a=1 None", "gpu Exists, not found", "x:NoSchedule", "y=1:NoSchedule"]);
}

#[test]
fn what_the_node_alone_forbids_leaves_the_pod_pending() {
    let spread = |key: &str, when: &str| json!({"topologyKey": key, "whenUnsatisfiable": when, "maxSkew": 1});
    let fields = json!({
        "os": {"name": "windows"},
        "schedulingGates": [{"name": "example.com/wait"}],
        "topologySpreadConstraints": [spread("zone", "DoNotSchedule"), spread("soft", "ScheduleAnyway")],
        "affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            [{"topologyKey": "rack"}, {"topologyKey": "zone"}]}},
    });
    let verdict = TestNode::named("n").labelled(&[("kubernetes.io/os", "linux")]).judge(&fields);
    assert_eq!(
        verdict,
        Verdict::Pending(vec![
            Reason::SchedulingGates { names: vec!["example.com/wait".into()] },
            Reason::MissingTopologyKey { key: "zone".into() },
            Reason::MissingTopologyKey { key: "rack".into() },
            Reason::UnsupportedOs { wanted: "windows".into(), found: "linux".into() },
        ])
    );
    let pod = daemon_pod(&fields);
    assert_eq!(pod.label_keys().into_iter().collect::<Vec<_>>(), ["kubernetes.io/os", "rack", "zone"]);
    assert!(!pod.reads_node_name());
}

#[test]
fn a_pod_label_with_an_operating_system_is_held_against_the_node() {
    let template =
        json!({"metadata": {"labels": {"kubernetes.io/os": "linux"}}, "spec": {"os": {"name": "linux"}}});
    let template: api::PodTemplateSpec = serde_json::from_value(template).unwrap();
    assert_eq!(DaemonPod::from(&template).operating_systems, ["linux"]);
}

#[test]
fn a_node_that_does_not_say_its_operating_system_is_given_the_benefit_of_the_doubt() {
    assert_eq!(TestNode::named("n").judge(&json!({"os": {"name": "windows"}})), Verdict::Runs);
}

#[test]
fn a_running_pod_knows_its_owner_and_where_it_is_meant_to_be() {
    let term = json!({"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n7"]}]});
    let required = json!({"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}});
    let owner =
        json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "ds", "uid": "u", "controller": true});
    let pod: api::Pod = serde_json::from_value(json!({
        "metadata": {"namespace": "agents", "name": "ds-x", "ownerReferences": [owner]},
        "spec": {"containers": [], "affinity": {"nodeAffinity": required}},
        "status": {"phase": "Pending", "conditions": [{"type": "Ready", "status": "False"}]},
    }))
    .unwrap();
    let pod = RunningPod::from(&pod);
    assert_eq!(pod.node_name.as_deref(), Some("n7"));
    assert!(!pod.bound && !pod.ready && !pod.takes_room());
    assert!(pod.belongs_to("agents", "ds", None) && pod.belongs_to("agents", "ds", Some("u")));
    assert!(!pod.belongs_to("agents", "ds", Some("older")) && !pod.belongs_to("other", "ds", None));
}

#[test]
fn a_pod_counted_out_leaves_no_trace() {
    let fields = json!({"containers": [{"name": "a", "ports": [{"containerPort": 1, "hostPort": 80}],
                        "resources": {"requests": {"cpu": "1"}}}]});
    let (one, two) = (running("one", &fields), running("two", &json!({})));
    let mut usage: NodeUsage = [&one, &two].into_iter().collect();
    usage.remove(&one);
    assert_eq!((usage.pods(), usage.units().milli_cpu), (1, 0));
    assert_eq!(usage.holder_of(&one.host_ports[0]), None);
}
