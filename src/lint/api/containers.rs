//! Containers: names, images, policies, and what init containers cannot have.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Container;

use super::names::Form;
use super::{Sink, env, handlers, mounts, ports};
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::pod::placeholder::is_operator_asset;
use crate::manifest::schema::ProblemKind;
use crate::yaml::FieldPath;

/// `validateContainers` and `validateInitContainers` in `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let is_misnamed = |kind: &ProblemKind| {
        matches!(kind, ProblemKind::UnknownField { .. } | ProblemKind::MisplacedField { .. })
    };
    if cx.pod.containers.is_empty() && !cx.object.problems().iter().any(|problem| is_misnamed(&problem.kind))
    {
        sink.required(spec.clone().key("containers"));
    }
    let regular = cx.pod.containers.iter().enumerate();
    let init = cx.pod.init_containers.iter().flatten().enumerate();
    let all: Vec<(FieldPath, &Container, bool)> = regular
        .map(|(index, container)| (spec.clone().key("containers").index(index), container, false))
        .chain(
            init.map(|(index, container)| (spec.clone().key("initContainers").index(index), container, true)),
        )
        .collect();
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    let gets_volumes_later = is_operator_asset(cx.pod);
    for (path, container, is_init) in &all {
        name(path, container, &mut known, sink);
        common(cx, path, container, sink);
        if !gets_volumes_later {
            mounts::check(container, path, sink);
        }
        if *is_init {
            init_container(path, container, sink);
        } else {
            restart_policy(path, container, sink);
        }
        handlers::check(cx, path, container, *is_init, sink);
    }
    ports::host_ports(cx.pod, sink);
}

fn name<'a>(
    path: &FieldPath,
    container: &'a Container,
    known: &mut BTreeMap<&'a str, FieldPath>,
    sink: &mut Sink<'_>,
) {
    let path = path.clone().key("name");
    if !sink.text(path.clone(), &container.name) {
        return;
    }
    sink.form(path.clone(), &container.name, Form::Label);
    if let Some(first) = known.get(container.name.as_str()) {
        sink.invalid(path, format!("a second container {}", container.name))
            .other(first.clone(), "the first one")
            .help("give each container a name of its own; init containers count, too");
    } else {
        known.insert(&container.name, path);
    }
}

/// `validateContainerCommon` in `pkg/apis/core/validation/validation.go`, 1.34.
fn common(cx: &DaemonSetContext<'_>, path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    let field = |name: &'static str| path.clone().key(name);
    image(cx, container, field("image"), sink);
    let pull = container.image_pull_policy.as_deref();
    sink.one_of(field("imagePullPolicy"), pull, &["Always", "IfNotPresent", "Never"]);
    let message = container.termination_message_policy.as_deref();
    sink.one_of(field("terminationMessagePolicy"), message, &["File", "FallbackToLogsOnError"]);
    ports::check(container, path, sink);
    env::check(container, path, sink);
}

/// The template takes an image with spaces around it, which every pod is then refused for (`validatePodSpec`).
///
/// Where no container has an image, an operator or an overlay writes them in.
fn image(cx: &DaemonSetContext<'_>, container: &Container, path: FieldPath, sink: &mut Sink<'_>) {
    let image = container.image.as_deref().unwrap_or_default();
    let has_some = || {
        cx.pod
            .containers
            .iter()
            .any(|container| container.image.as_ref().is_some_and(|image| !image.is_empty()))
    };
    if image.is_empty() {
        if has_some()
            && let Some(fault) = sink.required(path)
        {
            fault.help("name the image that the container runs");
        }
    } else if image.trim() != image {
        sink.invalid(path, "spaces around the image")
            .help("remove them: the DaemonSet is accepted, and every one of its pods refused");
    }
}

fn init_container(path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    if container.restart_policy.as_deref() == Some("Always") {
        return;
    }
    sink.one_of(
        path.clone().key("restartPolicy"),
        container.restart_policy.as_deref(),
        &["Always", "OnFailure", "Never"],
    );
    let written = [
        ("lifecycle", container.lifecycle.is_some()),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
    ];
    for (field, _) in written.into_iter().filter(|(_, is_written)| *is_written) {
        sink.invalid(path.clone().key(field), "not for an init container")
            .help("remove it, or make the container a sidecar with `restartPolicy: Always`");
    }
}

/// Gate `ContainerRestartRules`: alpha in 1.34, and refused without it.
fn restart_policy(path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    if container.restart_policy.as_deref().is_some_and(|policy| !policy.is_empty()) {
        sink.invalid(path.clone().key("restartPolicy"), "only for init containers, before 1.35")
            .help("remove it; a sidecar is an init container with `restartPolicy: Always`")
            .depends();
    }
}
