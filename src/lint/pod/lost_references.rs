//! References `$(NAME)` of a container that the kubelet does not replace as their author meant.

use k8s_openapi::api::core::v1::{Container, ExecAction, LifecycleHandler, Probe};

use super::environment::{Environment, Known, referred};
use super::expansion::Scripts;
use super::handlers::handlers;
use crate::yaml::FieldPath;

/// A reference that is lost.
#[derive(Clone, Debug)]
pub(crate) struct Lost<'a> {
    /// The variable.
    pub(crate) name: &'a str,
    /// The text that refers to it.
    pub(crate) path: FieldPath,
    /// The reason.
    pub(crate) why: Why,
}

/// Why a reference is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Why {
    /// No variable has the name.
    Undefined,
    /// No variable has the name, and the container cannot be created without it.
    UndefinedInSubPath,
    /// The variable stands further down in the list.
    Below(usize),
    /// The command of a probe has the variables that are written out only.
    EmptyInProbe,
    /// Nothing is replaced here.
    NotReplaced,
}

/// All references of a container that are lost.
pub(crate) fn lost_references<'a>(
    path: &FieldPath,
    container: &'a Container,
    environment: &Environment<'a>,
) -> Vec<Lost<'a>> {
    let mut found = in_values(path, container, environment);
    found.extend(in_command_line(path, container, environment));
    found.extend(in_sub_paths(path, container, environment));
    found.extend(in_later_commands(path, container, environment));
    found.extend(in_requests(path, container, environment));
    found
}

fn undefined<'a>(
    environment: &Environment<'_>,
    above: Option<usize>,
    (text, path): (&'a str, FieldPath),
) -> Vec<Lost<'a>> {
    let names = referred(text).into_iter();
    let lost = names.filter_map(|name| {
        let why = match environment.known(name, above) {
            Known::Defined => return None,
            Known::Below(index) => Why::Below(index),
            Known::Nowhere => Why::Undefined,
        };
        Some(Lost { name, path: path.clone(), why })
    });
    lost.collect()
}

/// Values of several lines are files and scripts.
fn in_values<'a>(path: &FieldPath, container: &'a Container, environment: &Environment<'_>) -> Vec<Lost<'a>> {
    let variables = container.env.iter().flatten().enumerate();
    let texts = variables.filter_map(|(index, env)| Some((index, env.value.as_deref()?)));
    let single = texts.filter(|(_, text)| text.contains("$(") && !text.contains('\n'));
    let lost = single.flat_map(|(index, text)| {
        let path = path.clone().key("env").index(index).key("value");
        undefined(environment, Some(index), (text, path))
    });
    lost.collect()
}

fn in_command_line<'a>(
    path: &FieldPath,
    container: &'a Container,
    environment: &Environment<'_>,
) -> Vec<Lost<'a>> {
    let lists = [("command", &container.command), ("args", &container.args)];
    let words = || lists.iter().flat_map(|(_, words)| words.iter().flatten()).map(String::as_str);
    if !words().any(|word| word.contains("$(")) {
        return Vec::new();
    }
    let all: Vec<&str> = words().collect();
    let scripts = Scripts::new(&all);
    let placed = lists.iter().flat_map(|(list, words)| {
        let path = path.clone().key(*list);
        words.iter().flatten().enumerate().map(move |(at, word)| (word.as_str(), path.clone().index(at)))
    });
    let plain = placed.enumerate().filter(|(index, _)| !scripts.contains(*index));
    plain.flat_map(|(_, word)| undefined(environment, None, word)).collect()
}

/// A name that nothing defines is an error there (`ExpandContainerVolumeMounts` in `pkg/kubelet/container/helpers.go`, 1.34).
fn in_sub_paths<'a>(
    path: &FieldPath,
    container: &'a Container,
    environment: &Environment<'_>,
) -> Vec<Lost<'a>> {
    let mounts = container.volume_mounts.iter().flatten().enumerate();
    let texts = mounts.filter_map(|(index, mount)| Some((index, mount.sub_path_expr.as_deref()?)));
    let lost = texts.flat_map(|(index, text)| {
        let path = path.clone().key("volumeMounts").index(index).key("subPathExpr");
        let mut lost = undefined(environment, None, (text, path));
        for lost in &mut lost {
            lost.why = Why::UndefinedInSubPath;
        }
        lost
    });
    lost.collect()
}

/// Commands that the kubelet runs in the container later. What a shell would make of them is known only of
/// variables: `$(POD_IP)` is no command.
fn in_later_commands<'a>(
    path: &FieldPath,
    container: &'a Container,
    environment: &Environment<'_>,
) -> Vec<Lost<'a>> {
    let lifecycle = container.lifecycle.as_ref();
    let probe = |probe: &'a Option<Probe>| probe.as_ref()?.exec.as_ref();
    let hook = |hook: &'a Option<LifecycleHandler>| hook.as_ref()?.exec.as_ref();
    let commands: [(&str, Option<&ExecAction>, Why); 5] = [
        ("startupProbe", probe(&container.startup_probe), Why::EmptyInProbe),
        ("livenessProbe", probe(&container.liveness_probe), Why::EmptyInProbe),
        ("readinessProbe", probe(&container.readiness_probe), Why::EmptyInProbe),
        ("postStart", lifecycle.and_then(|lifecycle| hook(&lifecycle.post_start)), Why::NotReplaced),
        ("preStop", lifecycle.and_then(|lifecycle| hook(&lifecycle.pre_stop)), Why::NotReplaced),
    ];
    let mut found = Vec::new();
    for (field, exec, why) in commands {
        let parent = if why == Why::NotReplaced { path.clone().key("lifecycle") } else { path.clone() };
        let path = parent.key(field).key("exec").key("command");
        for (index, word) in exec.and_then(|exec| exec.command.as_ref()).into_iter().flatten().enumerate() {
            let is_lost = |name: &&str| match why {
                Why::EmptyInProbe => environment.is_from_elsewhere(name),
                _ => environment.index(name).is_some(),
            };
            let names = referred(word).into_iter().filter(is_lost);
            found.extend(names.map(|name| Lost { name, path: path.clone().index(index), why }));
        }
    }
    found
}

/// Host, path and headers of requests.
fn in_requests<'a>(
    path: &FieldPath,
    container: &'a Container,
    environment: &Environment<'_>,
) -> Vec<Lost<'a>> {
    let mut texts: Vec<(&str, FieldPath)> = Vec::new();
    for handler in handlers(path, container) {
        texts.extend(handler.host.map(|host| (host, handler.path.clone().key("host"))));
        let Some(request) = handler.http else { continue };
        texts.extend(request.path.as_deref().map(|text| (text, handler.path.clone().key("path"))));
        let headers = handler.path.key("httpHeaders");
        for (index, header) in request.http_headers.iter().flatten().enumerate() {
            texts.push((&header.value, headers.clone().index(index).key("value")));
        }
    }
    let lost = texts.into_iter().flat_map(|(text, path)| {
        let names = referred(text).into_iter().filter(|name| environment.index(name).is_some());
        names.map(move |name| Lost { name, path: path.clone(), why: Why::NotReplaced }).collect::<Vec<_>>()
    });
    lost.collect()
}
