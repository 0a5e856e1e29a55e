//! The variables that a container has when the kubelet resolves `$(NAME)`.

use k8s_openapi::api::core::v1::Container;

use super::expansion::references;

/// What the manifest says of a variable at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It is there, or may be.
    Defined,
    /// It is defined further below, so that a variable above does not have it yet.
    Below(usize),
    /// Nothing defines it.
    Nowhere,
}

/// Whether a variable is there once all are resolved, as commands and arguments have them, or, for the value of a variable,
/// when that one is resolved (`makeEnvironmentVariables` in `pkg/kubelet/kubelet_pods.go`, 1.34): Services of the
/// namespace first, then `envFrom`, then `env` from top to bottom. The variables of the image do not count.
pub(crate) fn known(container: &Container, name: &str, above: Option<usize>) -> Known {
    let position = container.env.iter().flatten().position(|env| env.name == name);
    if position.is_some_and(|position| above.is_none_or(|above| position < above))
        || is_of_service(name)
        || may_come_from_sources(container, name)
    {
        return Known::Defined;
    }
    position.map_or(Known::Nowhere, Known::Below)
}

/// Whether the value of a variable is not written out. In the commands of exec probes such a variable counts as empty
/// (`ExpandContainerCommandOnlyStatic` in `pkg/kubelet/container/helpers.go`, 1.34).
pub(crate) fn comes_from_elsewhere(container: &Container, name: &str) -> bool {
    let mut variables = container.env.iter().flatten().filter(|env| env.name == name);
    variables.any(|env| env.value_from.is_some())
}

/// `FOO_SERVICE_HOST` and what else the kubelet derives from a Service.
fn is_of_service(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let behind_port = |rest: &str| rest.split('_').next().is_some_and(is_number);
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.split_once("_PORT_").is_some_and(|(_, rest)| behind_port(rest))
}

/// Whether a ConfigMap or Secret of `envFrom` may have it: any name, behind its prefix.
fn may_come_from_sources(container: &Container, name: &str) -> bool {
    let sources = container.env_from.iter().flatten();
    let mut prefixes = sources.map(|source| source.prefix.as_deref().unwrap_or_default());
    prefixes.any(|prefix| name.starts_with(prefix))
}

/// The names in the `env` of a container.
pub(crate) fn names(container: &Container) -> impl Iterator<Item = &str> {
    container.env.iter().flatten().map(|env| env.name.as_str())
}

/// The variables to which a text refers.
pub(crate) fn referred(text: &str) -> Vec<&str> {
    let mut names = references(text);
    // `$(hostname)` in a text of several words is the command; variables have capitals.
    if text.contains(char::is_whitespace) {
        names.retain(|name| !name.bytes().any(|byte| byte.is_ascii_lowercase()));
    }
    names.dedup();
    names
}
