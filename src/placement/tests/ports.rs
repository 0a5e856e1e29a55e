use serde_json::json;

use super::{TestNode, running, spec};
use crate::placement::{HostPort, Reason, Verdict, host_ports};

fn port(text: &str) -> HostPort {
    let parts: Vec<_> = text.split('/').collect();
    HostPort { protocol: parts[0].into(), ip: parts[1].into(), port: parts[2].parse().unwrap() }
}

#[test]
fn only_the_ipv4_wildcard_meets_every_address() {
    let table = [
        ("TCP/127.0.0.1/8080", "TCP/127.0.0.1/8080", true),
        ("TCP/127.0.0.1/8080", "TCP/127.0.0.1/8081", false),
        ("TCP/127.0.0.1/8080", "UDP/127.0.0.1/8080", false),
        ("TCP/127.0.0.1/8080", "TCP/127.0.0.2/8080", false),
        ("TCP/0.0.0.0/8080", "TCP/127.0.0.1/8080", true),
        ("TCP/0.0.0.0/8080", "TCP/0.0.0.0/8080", true),
        ("TCP/0.0.0.0/8080", "UDP/0.0.0.0/8080", false),
        ("TCP/::/8080", "TCP/127.0.0.1/8080", false),
        ("TCP/::/8080", "TCP/0.0.0.0/8080", true),
        ("TCP/::/8080", "TCP/::/8080", true),
    ];
    for (left, right, wanted) in table {
        assert_eq!(port(left).conflicts_with(&port(right)), wanted, "{left} and {right}");
        assert_eq!(port(right).conflicts_with(&port(left)), wanted, "{right} and {left}");
    }
}

#[test]
fn containers_and_sidecars_take_host_ports_and_plain_init_containers_do_not() {
    let ports = |number: i32| json!([{"containerPort": 1, "hostPort": number}, {"containerPort": 2}]);
    let fields = json!({
        "containers": [{"name": "a", "ports": ports(10)}, {"name": "b", "ports": ports(10)}],
        "initContainers": [{"name": "i", "ports": ports(11)},
                           {"name": "s", "restartPolicy": "Always", "ports": ports(12)}],
    });
    assert_eq!(host_ports(&spec(&fields)), [port("TCP/0.0.0.0/10"), port("TCP/0.0.0.0/12")]);
}

#[test]
fn on_the_host_network_a_declared_port_takes_its_own_number() {
    let fields = json!({
        "hostNetwork": true,
        "containers": [{"name": "a", "ports": [{"containerPort": 9100, "protocol": "UDP", "hostIP": "10.0.0.1"}]}],
        "initContainers": [{"name": "s", "restartPolicy": "Always", "ports": [{"containerPort": 9200}]}],
    });
    let ports = host_ports(&spec(&fields));
    assert_eq!(ports, [port("UDP/10.0.0.1/9100"), port("TCP/0.0.0.0/9200")]);
    assert_eq!(ports[0].to_string(), "UDP 10.0.0.1:9100");
    assert_eq!(ports[1].to_string(), "TCP 9200");
}

#[test]
fn a_pod_waits_while_another_holds_its_port() {
    let agent = json!({"containers": [{"name": "a", "ports": [{"containerPort": 1, "hostPort": 9100}]}]});
    let other = running("exporter", &agent);
    let node = TestNode::named("n");
    let reason = Reason::HostPort { port: port("TCP/0.0.0.0/9100"), pod: "default/exporter".into() };
    assert_eq!(node.judge_beside(&agent, std::slice::from_ref(&other)), Verdict::Pending(vec![reason]));
    assert_eq!(node.judge(&agent), Verdict::Runs);
    let ended = crate::placement::RunningPod { phase: "Succeeded".into(), ..other };
    assert_eq!(node.judge_beside(&agent, &[ended]), Verdict::Runs, "a pod that ended holds nothing");
}
