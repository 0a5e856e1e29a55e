//! The variables that a container has when the kubelet resolves `$(NAME)`.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::Container;

use super::expansion::references;

/// The variables of a container, as far as its manifest names them.
#[derive(Debug)]
pub(crate) struct Environment<'a> {
    /// The first variable of each name.
    variables: HashMap<&'a str, Variable>,
    /// What the names of `envFrom` start with: any name may stand behind it.
    prefixes: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug)]
struct Variable {
    index: usize,
    /// Whether its value is written nowhere in the manifest.
    is_from_elsewhere: bool,
}

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

impl<'a> Environment<'a> {
    pub(crate) fn new(container: &'a Container) -> Self {
        let mut variables: HashMap<&str, Variable> = HashMap::new();
        for (index, env) in container.env.iter().flatten().enumerate() {
            let new = Variable { index, is_from_elsewhere: false };
            let variable = variables.entry(env.name.as_str()).or_insert(new);
            variable.is_from_elsewhere |= env.value_from.is_some();
        }
        let sources = container.env_from.iter().flatten();
        let prefixes = sources.map(|source| source.prefix.as_deref().unwrap_or_default()).collect();
        Self { variables, prefixes }
    }

    /// Whether a variable is there once all are resolved, as commands and arguments have them, or, for the value of a
    /// variable, when that one is resolved (`makeEnvironmentVariables` in `pkg/kubelet/kubelet_pods.go`, 1.34): Services
    /// of the namespace first, then `envFrom`, then `env` from top to bottom. The variables of the image do not count.
    pub(crate) fn known(&self, name: &str, above: Option<usize>) -> Known {
        let index = self.index(name);
        if index.is_some_and(|index| above.is_none_or(|above| index < above))
            || is_of_service(name)
            || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
        {
            return Known::Defined;
        }
        index.map_or(Known::Nowhere, Known::Below)
    }

    /// The first variable of a name.
    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.variables.get(name).map(|variable| variable.index)
    }

    /// Whether the value of a variable is not written out. In the commands of exec probes such a variable counts as empty
    /// (`ExpandContainerCommandOnlyStatic` in `pkg/kubelet/container/helpers.go`, 1.34).
    pub(crate) fn is_from_elsewhere(&self, name: &str) -> bool {
        self.variables.get(name).is_some_and(|variable| variable.is_from_elsewhere)
    }

    /// The names, in no order.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &'a str> {
        self.variables.keys().copied()
    }
}

/// `FOO_SERVICE_HOST` and what else the kubelet derives from a Service.
fn is_of_service(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let behind_port = |rest: &str| rest.split('_').next().is_some_and(is_number);
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.split_once("_PORT_").is_some_and(|(_, rest)| behind_port(rest))
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

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::{EnvFromSource, EnvVar};

    use super::*;

    #[test]
    fn order_and_sources_decide() {
        let variable = |name: &str| EnvVar { name: name.to_owned(), ..EnvVar::default() };
        let container = Container {
            env: Some(vec![variable("A"), variable("B")]),
            env_from: Some(vec![EnvFromSource { prefix: Some("P_".to_owned()), ..EnvFromSource::default() }]),
            ..Container::default()
        };
        let environment = Environment::new(&container);
        assert_eq!(environment.known("A", None), Known::Defined);
        assert_eq!(environment.known("A", Some(1)), Known::Defined);
        assert_eq!(environment.known("B", Some(0)), Known::Below(1));
        assert_eq!(environment.known("A", Some(0)), Known::Below(0));
        assert_eq!(environment.known("P_X", Some(0)), Known::Defined);
        assert_eq!(environment.known("X", None), Known::Nowhere);
        for name in ["KUBERNETES_SERVICE_HOST", "DNS_SERVICE_PORT_DNS_TCP", "DNS_PORT_53_UDP_ADDR"] {
            assert_eq!(environment.known(name, None), Known::Defined, "{name}");
        }
        assert_eq!(environment.known("METRICS_PORT", None), Known::Nowhere);
    }
}
