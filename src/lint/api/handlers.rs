//! Probes and lifecycle hooks.

use k8s_openapi::api::core::v1::{
    Container, ExecAction, GRPCAction, HTTPGetAction, LifecycleHandler, Probe, SleepAction, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const HIGHEST: i64 = 65535;

/// The handlers of a probe or hook, of which there must be one.
struct Handlers<'a> {
    exec: Option<&'a ExecAction>,
    http_get: Option<&'a HTTPGetAction>,
    tcp_socket: Option<&'a TCPSocketAction>,
    grpc: Option<&'a GRPCAction>,
    sleep: Option<&'a SleepAction>,
}

/// `validateLivenessProbe` and its siblings, and `validateLifecycle`, in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(
    cx: &DaemonSetContext<'_>,
    path: &FieldPath,
    container: &Container,
    is_init: bool,
    sink: &mut Sink<'_>,
) {
    if is_init && container.restart_policy.as_deref() != Some("Always") {
        return;
    }
    let probes = [
        ("livenessProbe", &container.liveness_probe),
        ("readinessProbe", &container.readiness_probe),
        ("startupProbe", &container.startup_probe),
    ];
    for (field, check) in probes {
        if let Some(check) = check {
            probe(check, &path.clone().key(field), field == "readinessProbe", sink);
        }
    }
    let Some(lifecycle) = &container.lifecycle else { return };
    let grace = cx.pod.termination_grace_period_seconds.unwrap_or(30);
    for (field, hook) in [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)] {
        if let Some(hook) = hook {
            lifecycle_hook(hook, &path.clone().key("lifecycle").key(field), grace, sink);
        }
    }
}

fn probe(probe: &Probe, path: &FieldPath, is_readiness: bool, sink: &mut Sink<'_>) {
    let all = Handlers {
        exec: probe.exec.as_ref(),
        http_get: probe.http_get.as_ref(),
        tcp_socket: probe.tcp_socket.as_ref(),
        grpc: probe.grpc.as_ref(),
        sleep: None,
    };
    handlers(&all, path, sink);
    let numbers = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (field, number) in numbers {
        sink.range(path.clone().key(field), number.map(i64::from), 0, i64::MAX);
    }
    let success = probe.success_threshold.unwrap_or(1);
    if !is_readiness && success > 1 {
        sink.invalid(path.clone().key("successThreshold"), format!("must be 1, not {success}"))
            .help("remove it: only readiness probes count successes");
    }
    let grace = path.clone().key("terminationGracePeriodSeconds");
    if is_readiness && probe.termination_grace_period_seconds.is_some() {
        sink.invalid(grace, "not for readiness probes").help("remove it: a readiness probe ends nothing");
    } else {
        sink.range(grace, probe.termination_grace_period_seconds, 1, i64::MAX);
    }
}

fn lifecycle_hook(hook: &LifecycleHandler, path: &FieldPath, grace: i64, sink: &mut Sink<'_>) {
    let all = Handlers {
        exec: hook.exec.as_ref(),
        http_get: hook.http_get.as_ref(),
        tcp_socket: hook.tcp_socket.as_ref(),
        grpc: None,
        sleep: hook.sleep.as_ref(),
    };
    handlers(&all, path, sink);
    let Some(sleep) = &hook.sleep else { return };
    if !(0..=grace).contains(&sleep.seconds) {
        let path = path.clone().key("sleep");
        sink.invalid(path.clone(), format!("must be 0 to {grace}, the grace period of the pod"))
            .at(path.key("seconds"))
            .help("sleep less, or raise terminationGracePeriodSeconds");
    }
}

/// `validateHandler` in `pkg/apis/core/validation/validation.go`, 1.37.
fn handlers(all: &Handlers<'_>, path: &FieldPath, sink: &mut Sink<'_>) {
    let written = [
        ("exec", all.exec.is_some()),
        ("httpGet", all.http_get.is_some()),
        ("tcpSocket", all.tcp_socket.is_some()),
        ("grpc", all.grpc.is_some()),
        ("sleep", all.sleep.is_some()),
    ];
    let mut written = written.into_iter().filter(|(_, is_written)| *is_written).map(|(field, _)| field);
    match (written.next(), written.next()) {
        (None, _) => {
            let field = path.clone().key("exec");
            // A misspelt handler is reported by its name.
            if let Some(fault) = sink.required(field) {
                fault.field = path.to_string();
                fault.at(path.clone()).help("say how to ask: exec, httpGet, tcpSocket or grpc");
            }
        }
        (Some(first), Some(second)) => {
            sink.invalid(path.clone().key(second), format!("beside {first}"))
                .other(path.clone().key(first), "one of them is enough")
                .help("keep one of them");
        }
        _ => {}
    }
    if all.exec.is_some_and(|exec| exec.command.as_ref().is_none_or(Vec::is_empty)) {
        sink.required(path.clone().key("exec").key("command"));
    }
    if let Some(get) = all.http_get {
        let path = path.clone().key("httpGet");
        port(&get.port, path.clone().key("port"), sink);
        sink.one_of(path.clone().key("scheme"), get.scheme.as_deref(), &["HTTP", "HTTPS"]);
        headers(get, &path.key("httpHeaders"), sink);
    }
    if let Some(tcp) = all.tcp_socket {
        port(&tcp.port, path.clone().key("tcpSocket").key("port"), sink);
    }
    if let Some(grpc) = all.grpc {
        sink.range(path.clone().key("grpc").key("port"), Some(grpc.port.into()), 1, HIGHEST);
    }
}

/// `IsHTTPHeaderName`; the server names the list.
fn headers(get: &HTTPGetAction, list: &FieldPath, sink: &mut Sink<'_>) {
    for (index, header) in get.http_headers.iter().flatten().enumerate() {
        if !Form::Header.fits(&header.name) && !has_placeholder(&header.name) {
            let at = list.clone().index(index).key("name");
            sink.invalid(list.clone(), format!("{} cannot be the name of a header", shown(&header.name)))
                .at(at)
                .help(Form::Header.advice());
        }
    }
}

/// `ValidatePortNumOrName`: a name is only looked at, not looked up.
fn port(port: &IntOrString, path: FieldPath, sink: &mut Sink<'_>) {
    match port {
        IntOrString::Int(number) => sink.range(path, Some((*number).into()), 1, HIGHEST),
        IntOrString::String(name) if has_placeholder(name) => {}
        IntOrString::String(name) if name.is_empty() => {
            sink.required(path);
        }
        IntOrString::String(name) if name.parse::<u16>().is_ok() => {
            sink.invalid(path, format!("{name:?} is read as a name"))
                .help(format!("write {name}, without quotes"));
        }
        IntOrString::String(name) => sink.form(path, name, Form::PortName),
    }
}
