//! Containers: names, images, policies, and what init containers cannot have.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, ContainerRestartRule};

use super::names::Form;
use super::sink::shown;
use super::{Sink, env, handlers, mounts, ports};
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::{has_placeholder, is_operator_asset};
use crate::lint::engine::rule::Severity;
use crate::lint::pod::operator_owned::is_of_operator;
use crate::manifest::schema::ProblemKind;
use crate::yaml::{FieldPath, Node};

/// Rules on restarts that a container may have, and exit codes that a rule may list.
const MOST_RULES: usize = 20;
const MOST_CODES: usize = 255;

/// `validateContainers` and `validateInitContainers` in `pkg/apis/core/validation/validation.go`, 1.37.
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
        common(path, container, sink);
        restart_policy(path, container, sink);
        if !gets_volumes_later {
            mounts::check(cx.pod, container, path, sink);
        }
        if *is_init {
            init_container(path, container, sink);
        }
        handlers::check(cx, path, container, *is_init, sink);
    }
    images(cx, &all, sink);
    ports::host_ports(cx.pod, sink);
    env::file_key_volumes(cx, sink);
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

/// `validateContainerCommon` in `pkg/apis/core/validation/validation.go`, 1.37.
fn common(path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    let field = |name: &'static str| path.clone().key(name);
    let pull = container.image_pull_policy.as_deref();
    sink.one_of(field("imagePullPolicy"), pull, &["Always", "IfNotPresent", "Never"]);
    let message = container.termination_message_policy.as_deref();
    sink.one_of(field("terminationMessagePolicy"), message, &["File", "FallbackToLogsOnError"]);
    ports::check(container, path, sink);
    env::check(container, path, sink);
    resize_policy(path, container, sink);
}

/// An image may be nothing but spaces here; its pods are refused for them: [`pods`](super::pods).
///
/// Where no container has an image, an operator or an overlay may write them in: one warning says so, or a note where
/// that shows.
fn images(cx: &DaemonSetContext<'_>, all: &[(FieldPath, &Container, bool)], sink: &mut Sink<'_>) {
    let is_without = |container: &Container| container.image.as_deref().unwrap_or_default().is_empty();
    let has_some = all.iter().any(|(_, container, _)| !is_without(container));
    let without = all.iter().filter(|(_, container, _)| is_without(container));
    let told = if has_some { all.len() } else { 1 };
    for (path, _, _) in without.take(told) {
        let path = path.clone().key("image");
        // `image: #@ data.values.image`: the text of another program is a comment to YAML.
        let is_open = cx.object.node().at(&path).is_some_and(Node::is_null);
        let Some(fault) = sink.required(path) else { continue };
        fault.help("name the image that the container runs");
        if !has_some {
            fault.severity(if is_open || is_of_operator(cx) { Severity::Note } else { Severity::Warning });
        }
    }
}

/// `validateInitContainers`.
fn init_container(path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    if container.restart_policy.as_deref() == Some("Always") {
        return;
    }
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
    for (index, policy) in container.resize_policy.iter().flatten().enumerate() {
        if policy.restart_policy == "RestartContainer" {
            let path = path.clone().key("resizePolicy").index(index).key("restartPolicy");
            sink.invalid(path, "RestartContainer is not for an init container")
                .help("write NotRequired, or make the container a sidecar with `restartPolicy: Always`");
        }
    }
}

/// `validateContainerRestartPolicy`, and `validateInitContainerRestartPolicy`, which asks the same.
fn restart_policy(path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    let rules = container.restart_policy_rules.as_deref().unwrap_or_default();
    let policy = container.restart_policy.as_deref();
    let field = path.clone().key("restartPolicy");
    if policy.is_none()
        && !rules.is_empty()
        && let Some(fault) = sink.required(field.clone())
    {
        fault.other(path.clone().key("restartPolicyRules"), "rules need a policy beside them");
    }
    sink.word(field, policy, &["Always", "Never", "OnFailure"]);
    let list = path.clone().key("restartPolicyRules");
    if rules.len() > MOST_RULES {
        sink.invalid(list.clone(), format!("{} rules; at most {MOST_RULES}", rules.len()));
    }
    for (index, rule) in rules.iter().enumerate() {
        restart_rule(rule, &list.clone().index(index), sink);
    }
}

fn restart_rule(rule: &ContainerRestartRule, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.word(path.clone().key("action"), Some(&rule.action), &["Restart", "RestartAllContainers"]);
    let path = path.clone().key("exitCodes");
    let Some(codes) = &rule.exit_codes else {
        sink.required(path);
        return;
    };
    sink.word(path.clone().key("operator"), Some(&codes.operator), &["In", "NotIn"]);
    let count = codes.values.as_ref().map_or(0, Vec::len);
    if count > MOST_CODES {
        sink.invalid(path.key("values"), format!("{count} of them; at most {MOST_CODES}"));
    }
}

/// `validateResizePolicy`; but for what repeats, the server names the list.
fn resize_policy(path: &FieldPath, container: &Container, sink: &mut Sink<'_>) {
    let list = path.clone().key("resizePolicy");
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, policy) in container.resize_policy.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        let words: [(&str, &str, &[&str]); 2] = [
            ("resourceName", &policy.resource_name, &["cpu", "memory"]),
            ("restartPolicy", &policy.restart_policy, &["NotRequired", "RestartContainer"]),
        ];
        for (field, text, allowed) in words {
            if allowed.contains(&text) || has_placeholder(text) {
                continue;
            }
            let what = match text {
                "" => format!("{field} is required"),
                text => format!("unknown {field} {}", shown(text)),
            };
            sink.invalid(list.clone(), what)
                .at(path.clone().key(field.to_owned()))
                .help(format!("write one of {}", allowed.join(", ")));
        }
        if let Some(first) = known.get(policy.resource_name.as_str()) {
            sink.invalid(path, format!("a second policy for {:?}", policy.resource_name))
                .other(first.clone(), "the first one");
        } else {
            known.insert(&policy.resource_name, path);
        }
    }
}
