//! The Pod Security Standards: which level a pod needs, and what about it asks for that.
//!
//! The checks are those of `k8s.io/pod-security-admission/policy` at `latest` of 1.30 to 1.34, each with the field that
//! it refuses. Annotations of old versions count as they do there. Levels of a version before 1.25 treat Windows pods
//! otherwise, and the relaxations for user namespaces are not known here.

mod baseline;
mod checks;
mod restricted;

#[cfg(test)]
mod tests;

use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec, SecurityContext};

pub(crate) use checks::Check;

use crate::yaml::FieldPath;

/// A level of the standards, from open to strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Everything goes.
    Privileged,
    /// No known way to more power.
    Baseline,
    /// Hardened.
    Restricted,
}

impl Level {
    /// The level as namespaces spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }

    /// The level of a label's value.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Privileged, Self::Baseline, Self::Restricted].into_iter().find(|level| level.name() == text)
    }
}

/// A field that a level refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The least strict level that refuses it; stricter ones do, too.
    pub level: Level,
    /// The check that refuses it.
    pub check: Check,
    /// The field, or the one that is missing.
    pub path: FieldPath,
    /// What is wrong, in words: `hostNetwork`, `allowPrivilegeEscalation is not false`.
    pub what: String,
}

/// Every violation of a pod template in the order of the checks; paths start at the workload.
pub(crate) fn violations(template: &PodTemplateSpec) -> Vec<Violation> {
    let Some(spec) = &template.spec else { return Vec::new() };
    let pod = Pod { spec, template, containers: containers(spec) };
    let mut found = Vec::new();
    baseline::check(&pod, &mut found);
    restricted::check(&pod, &mut found);
    found
}

/// The strictest level that lets the pod in.
pub(crate) fn needed_level(violations: &[Violation]) -> Level {
    match violations.iter().map(|violation| violation.level).min() {
        None => Level::Restricted,
        Some(Level::Restricted) => Level::Baseline,
        Some(_) => Level::Privileged,
    }
}

/// A pod with its containers, init containers first.
struct Pod<'a> {
    spec: &'a PodSpec,
    template: &'a PodTemplateSpec,
    containers: Vec<(FieldPath, &'a Container)>,
}

impl Pod<'_> {
    /// Whether the pod is for Windows, which some checks of `restricted` pass over.
    fn is_windows(&self) -> bool {
        self.spec.os.as_ref().is_some_and(|os| os.name == "windows")
    }

    /// Each container with its security context.
    fn contexts(&self) -> impl Iterator<Item = (&FieldPath, Option<&SecurityContext>)> {
        self.containers.iter().map(|(path, container)| (path, container.security_context.as_ref()))
    }
}

fn spec_path() -> FieldPath {
    FieldPath::parse("spec.template.spec")
}

/// The field of a container's security context.
fn in_context(container: &FieldPath, field: &'static str) -> FieldPath {
    container.clone().key("securityContext").key(field)
}

fn containers(spec: &PodSpec) -> Vec<(FieldPath, &Container)> {
    let list = |name: &'static str, containers: &'_ [Container]| {
        (0..containers.len()).map(|index| spec_path().key(name).index(index)).collect::<Vec<_>>()
    };
    let init = spec.init_containers.as_deref().unwrap_or_default();
    let paths = list("initContainers", init).into_iter().chain(list("containers", &spec.containers));
    paths.zip(init.iter().chain(&spec.containers)).collect()
}
