//! What the kubelet connects to: the probes and lifecycle hooks of a container that name a port.

use k8s_openapi::api::core::v1::{
    Container, HTTPGetAction, LifecycleHandler, PodSpec, Probe, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::init_containers::all_containers;
use crate::yaml::FieldPath;

/// A probe or hook that connects to a port.
#[derive(Clone, Debug)]
pub(crate) struct Handler<'a> {
    /// The field of the container: `livenessProbe`, `preStop`.
    pub(crate) field: &'static str,
    /// The place of `httpGet`, `tcpSocket` or `grpc`.
    pub(crate) path: FieldPath,
    /// The port, by its name or number.
    pub(crate) port: IntOrString,
    /// The host, if one is written.
    pub(crate) host: Option<&'a str>,
    /// The request, if it is one of HTTP.
    pub(crate) http: Option<&'a HTTPGetAction>,
}

impl Handler<'_> {
    /// Whether the kubelet asks for a state of the container; a hook is an act.
    pub(crate) fn is_probe(&self) -> bool {
        self.field.ends_with("Probe")
    }

    /// The place of the port.
    pub(crate) fn port_path(&self) -> FieldPath {
        self.path.clone().key("port")
    }
}

/// Whether a container of the pod has a probe or hook at all.
pub(crate) fn has_handlers(pod: &PodSpec) -> bool {
    all_containers(pod).any(|container| {
        let probes = [&container.startup_probe, &container.liveness_probe, &container.readiness_probe];
        container.lifecycle.is_some() || probes.into_iter().any(Option::is_some)
    })
}

/// The probes and hooks of a container that connect to a port, in the order in which they come to bear.
pub(crate) fn handlers<'a>(path: &FieldPath, container: &'a Container) -> Vec<Handler<'a>> {
    let mut found = Vec::new();
    let probes = [
        ("startupProbe", &container.startup_probe),
        ("livenessProbe", &container.liveness_probe),
        ("readinessProbe", &container.readiness_probe),
    ];
    for (field, probe) in probes {
        let Some(probe) = probe else { continue };
        found.extend(of_probe(field, &path.clone().key(field), probe));
    }
    let Some(lifecycle) = &container.lifecycle else { return found };
    let hooks = [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)];
    for (field, hook) in hooks {
        let Some(hook) = hook else { continue };
        found.extend(of_hook(field, &path.clone().key("lifecycle").key(field), hook));
    }
    found
}

fn of_probe<'a>(field: &'static str, path: &FieldPath, probe: &'a Probe) -> Option<Handler<'a>> {
    let http = probe.http_get.as_ref().map(|get| of_http(field, path, get));
    let tcp = || probe.tcp_socket.as_ref().map(|tcp| of_tcp(field, path, tcp));
    let grpc = || {
        let port = IntOrString::Int(probe.grpc.as_ref()?.port);
        Some(Handler { field, path: path.clone().key("grpc"), port, host: None, http: None })
    };
    http.or_else(tcp).or_else(grpc)
}

/// The kubelet knows no hook of tcpSocket: it fails whatever the port.
fn of_hook<'a>(field: &'static str, path: &FieldPath, hook: &'a LifecycleHandler) -> Option<Handler<'a>> {
    hook.http_get.as_ref().map(|get| of_http(field, path, get))
}

fn of_http<'a>(field: &'static str, path: &FieldPath, get: &'a HTTPGetAction) -> Handler<'a> {
    let host = get.host.as_deref().filter(|host| !host.is_empty());
    Handler { field, path: path.clone().key("httpGet"), port: get.port.clone(), host, http: Some(get) }
}

fn of_tcp<'a>(field: &'static str, path: &FieldPath, tcp: &'a TCPSocketAction) -> Handler<'a> {
    let host = tcp.host.as_deref().filter(|host| !host.is_empty());
    Handler { field, path: path.clone().key("tcpSocket"), port: tcp.port.clone(), host, http: None }
}
