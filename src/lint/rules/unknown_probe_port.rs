//! unknown-probe-port: a probe or hook asks for a port by a name that its container does not declare.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::pod::handlers::{Handler, handlers, has_handlers};
use crate::lint::pod::init_containers::is_init;
use crate::lint::prelude::*;
use crate::words::{ALIKE, nearest};

pub(super) static RULE: Rule = Rule {
    id: "unknown-probe-port",
    summary: "a probe names a port that its container does not declare",
    category: Category::Availability,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A startupProbe, livenessProbe, readinessProbe or lifecycle hook (httpGet, tcpSocket) of a container or sidecar gives its port by a
name, and no port of that same container has it. Ports of the other containers of the pod do not count: the kubelet looks at
this container alone. Numbers are not reported, since a container may listen on a port that it does not declare. One finding for
each name and container. A name that the API server refuses, or that another program fills in, is left out.",
        why: "\
The API server does not compare the two, so the manifest is accepted. The kubelet cannot tell which port is meant and never asks
(`Readiness probe errored and resulted in unknown state: port http not found`, in the events of the pod). A startup or readiness
probe then never succeeds: the pod stays `0/1 Running` for ever, the rollout stops at the first node, and Services leave the pod
out. A liveness probe does nothing at all: its errors are thrown away, and an agent that hangs is not restarted. A
postStart hook that fails restarts the container again and again. It comes from renaming a port, or from moving one to another
container of the pod.",
        remedy: "\
Name the port of the container, declare it (`ports: [{name: http, containerPort: 9400}]`), or give the number of the port.",
        bad: "
ports:
  - {name: metrics, containerPort: 9400}
readinessProbe:
  httpGet: {path: /ready, port: http}
",
        good: "
ports:
  - {name: metrics, containerPort: 9400}
readinessProbe:
  httpGet: {path: /ready, port: metrics}
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Mirrors `ResolveContainerPort` in `pkg/probe/util.go` and `resolvePort` in `pkg/kubelet/lifecycle/handlers.go`; that
/// the result of a probe without a port is thrown away is said in `doProbe` in `pkg/kubelet/prober/worker.go` (1.34).
fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !has_handlers(cx.pod) {
        return;
    }
    let mut declared = None;
    for (path, container) in cx.containers() {
        // The API server refuses probes and hooks of containers that are over before the others start.
        if is_init(&path, container) {
            continue;
        }
        let unknown: Vec<Handler<'_>> =
            handlers(&path, container).into_iter().filter(|handler| is_unknown(handler, container)).collect();
        let mut told: Vec<&str> = Vec::new();
        for handler in &unknown {
            let Some(name) = name_of(handler).filter(|name| !told.contains(name)) else { continue };
            told.push(name);
            let same: Vec<&Handler<'_>> =
                unknown.iter().filter(|other| name_of(other) == Some(name)).collect();
            let declared = declared.get_or_insert_with(|| declared_ports(cx));
            let elsewhere = declared.get(name);
            report(cx, container, (name, elsewhere), &same, out);
        }
    }
}

fn name_of<'h>(handler: &'h Handler<'_>) -> Option<&'h str> {
    match &handler.port {
        IntOrString::String(name) => Some(name),
        IntOrString::Int(_) => None,
    }
}

fn is_unknown(handler: &Handler<'_>, container: &Container) -> bool {
    let Some(name) = name_of(handler) else { return false };
    is_port_name(name) && !has_placeholder(name) && !names(container).any(|known| known == name)
}

/// Whether the API server takes it as the name of a port (`IsValidPortName` in apimachinery
/// `pkg/util/validation/validation.go`); it refuses everything else.
fn is_port_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= 15 && name.bytes().all(is_part) && name.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn names(container: &Container) -> impl Iterator<Item = &str> {
    container.ports.iter().flatten().filter_map(|port| port.name.as_deref())
}

fn report(
    cx: &DaemonSetContext<'_>,
    container: &Container,
    (name, elsewhere): (&str, Option<&FieldPath>),
    same: &[&Handler<'_>],
    out: &mut Findings,
) {
    let Some((first, others)) = same.split_first() else { return };
    let message = format!("the container {} has no port named {name}", container.name);
    let declared: Vec<&str> = names(container).collect();
    let help = match (nearest(name, declared.iter().copied(), ALIKE), declared.as_slice()) {
        (Some(near), _) => format!("write {near}, if that is meant"),
        (None, []) => {
            format!("declare it (`ports: [{{name: {name}, containerPort: …}}]`), or give the number")
        }
        (None, declared) => format!("name one of its ports ({}), or declare {name}", declared.join(", ")),
    };
    let finding = out.report(cx.at(&first.port_path()), message).marker(effect(first)).help(help);
    for other in others {
        finding.label(cx.at(&other.port_path()).span, effect(other));
    }
    if let Some(at) = elsewhere {
        finding.label(cx.at(at).span, "declared by another container");
    }
    if same.iter().all(|handler| handler.field == "preStop") {
        finding.severity(Severity::Warning);
    }
}

/// What comes of it.
fn effect(handler: &Handler<'_>) -> &'static str {
    match handler.field {
        "livenessProbe" => "it never asks: a container that hangs is not restarted",
        "readinessProbe" => "it never succeeds: the pod is never ready",
        "startupProbe" => "it never succeeds: the container never counts as started",
        "postStart" => "it fails: the container is restarted again and again",
        _ => "it fails: nothing is done before the stop",
    }
}

/// The first port of each name, with its place.
fn declared_ports<'a>(cx: &DaemonSetContext<'a>) -> HashMap<&'a str, FieldPath> {
    let mut declared = HashMap::new();
    for (path, container) in cx.containers() {
        for (index, port) in container.ports.iter().flatten().enumerate() {
            let Some(name) = port.name.as_deref() else { continue };
            let place = || path.clone().key("ports").index(index).key("name");
            declared.entry(name).or_insert_with(place);
        }
    }
    declared
}
