//! Ports of containers.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, ContainerPort, PodSpec};

use super::Sink;
use super::names::Form;
use crate::yaml::FieldPath;

const HIGHEST: i64 = 65535;

/// `validateContainerPorts` in `pkg/apis/core/validation/validation.go`, 1.34. Names that repeat are
/// forbidden-pod-field.
pub(super) fn check(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, port) in container.ports.iter().flatten().enumerate() {
        let path = path.clone().key("ports").index(index);
        sink.form(path.clone().key("name"), port.name.as_deref().unwrap_or_default(), Form::PortName);
        if port.container_port == 0 {
            sink.required(path.clone().key("containerPort"));
        } else {
            sink.range(path.clone().key("containerPort"), Some(port.container_port.into()), 1, HIGHEST);
        }
        sink.range(path.clone().key("hostPort"), port.host_port.map(i64::from), 0, HIGHEST);
        sink.one_of(path.key("protocol"), port.protocol.as_deref(), &["TCP", "UDP", "SCTP"]);
    }
}

/// `checkHostPortConflicts` in `pkg/apis/core/validation/validation.go`, 1.34: regular containers together, each init
/// container by itself; addresses are compared as texts.
pub(super) fn host_ports(pod: &PodSpec, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let mut taken = BTreeMap::new();
    for (index, container) in pod.containers.iter().enumerate() {
        conflicts(container, &spec.clone().key("containers").index(index), &mut taken, sink);
    }
    for (index, container) in pod.init_containers.iter().flatten().enumerate() {
        conflicts(container, &spec.clone().key("initContainers").index(index), &mut BTreeMap::new(), sink);
    }
}

type Claim<'a> = (&'a str, &'a str, i32);

fn conflicts<'a>(
    container: &'a Container,
    path: &FieldPath,
    taken: &mut BTreeMap<Claim<'a>, FieldPath>,
    sink: &mut Sink<'_>,
) {
    for (index, port) in container.ports.iter().flatten().enumerate() {
        let Some(claim) = claim(port) else { continue };
        let path = path.clone().key("ports").index(index).key("hostPort");
        if let Some(first) = taken.get(&claim) {
            sink.invalid(path, format!("{} {} of the node is taken twice", claim.0, claim.2))
                .other(first.clone(), "it is taken here, too")
                .help("take another port of the node for one of them");
        } else {
            taken.insert(claim, path);
        }
    }
}

fn claim(port: &ContainerPort) -> Option<Claim<'_>> {
    let number = port.host_port.filter(|number| *number != 0)?;
    let protocol = port.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP");
    Some((protocol, port.host_ip.as_deref().unwrap_or_default(), number))
}
