//! Annotations of the template that the server reads.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{AppArmorProfile, SeccompProfile, Toleration};

use super::Sink;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const MIRROR: &str = "kubernetes.io/config.mirror";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
/// The start of the keys with profiles of `AppArmor`; the name of a container follows.
pub(super) const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// The name of the map in the server's messages.
const FIELD: &str = "spec.template.annotations";

/// `ValidatePodSpecificAnnotations`, `validateSeccompAnnotationsAndFields` and
/// `validateAppArmorAnnotationsAndFieldsMatchOnCreate` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let metadata = cx.spec.template.metadata.as_ref();
    let Some(annotations) = metadata.and_then(|metadata| metadata.annotations.as_ref()) else { return };
    let path = FieldPath::parse("spec.template.metadata.annotations");
    let mut refuse = |key: &str, field: String, what: String| {
        sink.invalid(path.clone().entry(key), what).named(field);
    };
    if annotations.contains_key(MIRROR) && cx.pod.node_name.as_ref().is_none_or(String::is_empty) {
        refuse(MIRROR, format!("{FIELD}[{MIRROR}]"), "mirror pods need a nodeName".to_owned());
    }
    if let Some(text) = annotations.get(TOLERATIONS).filter(|text| !text.is_empty() && !has_placeholder(text))
        && serde_json::from_str::<Option<Vec<Toleration>>>(text).is_err()
    {
        refuse(TOLERATIONS, FIELD.to_owned(), "no list of tolerations in JSON".to_owned());
    }
    if let Some(text) = annotations.get(DELETION_COST).filter(|text| !is_cost(text) && !has_placeholder(text))
    {
        let what = format!("{} is no whole number of 32 bits", shown(text));
        refuse(DELETION_COST, format!("{FIELD}[{DELETION_COST}]"), what);
    }
    let containers: BTreeSet<&str> =
        cx.containers().into_iter().map(|(_, container)| container.name.as_str()).collect();
    for (key, profile) in annotations.iter().filter(|(_, profile)| !has_placeholder(profile)) {
        if (key == SECCOMP_POD || key.starts_with(SECCOMP_CONTAINER)) && !is_seccomp(profile) {
            refuse(key, format!("{FIELD}.{key}"), format!("{} is no seccomp profile", shown(profile)));
        }
        let Some(container) = key.strip_prefix(APP_ARMOR) else { continue };
        if !containers.contains(container) && !has_placeholder(container) {
            refuse(key, format!("{FIELD}[{key}]"), format!("no container {}", shown(container)));
        }
        if !matches!(profile.as_str(), "" | "runtime/default" | "unconfined")
            && !profile.starts_with("localhost/")
        {
            refuse(key, format!("{FIELD}[{key}]"), format!("{} is no AppArmor profile", shown(profile)));
        }
    }
    against_fields(cx, annotations, sink);
}

/// `GetDeletionCostFromPodAnnotations` in `pkg/apis/core/helper/helpers.go`, 1.37: no sign, no leading zero.
fn is_cost(text: &str) -> bool {
    let starts_well =
        text == "0" || text.starts_with('-') || text.starts_with(|char| ('1'..='9').contains(&char));
    starts_well && text.parse::<i32>().is_ok()
}

/// `ValidateSeccompProfile`.
fn is_seccomp(profile: &str) -> bool {
    let is_local = |path: &str| !path.starts_with('/') && !path.split('/').any(|part| part == "..");
    matches!(profile, "runtime/default" | "docker/default" | "unconfined")
        || profile.strip_prefix("localhost/").is_some_and(is_local)
}

/// An annotation and the field that replaced it must say the same.
fn against_fields(cx: &DaemonSetContext<'_>, annotations: &BTreeMap<String, String>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let of_pod = cx.pod.security_context.as_ref();
    let pod_seccomp = of_pod.and_then(|context| context.seccomp_profile.as_ref());
    if let (Some(profile), Some(text)) = (pod_seccomp, annotations.get(SECCOMP_POD)) {
        let path = spec.key("securityContext").key("seccompProfile");
        differs(&Profile::seccomp(profile), text, SECCOMP_POD, &path, sink);
    }
    let is_windows = cx.pod.os.as_ref().is_some_and(|os| os.name == "windows");
    let pod_app_armor = of_pod.and_then(|context| context.app_armor_profile.as_ref());
    for (path, container) in cx.containers() {
        let path = path.key("securityContext");
        let context = container.security_context.as_ref();
        let key = format!("{SECCOMP_CONTAINER}{}", container.name);
        let own = context.and_then(|context| context.seccomp_profile.as_ref());
        if let (Some(profile), Some(text)) = (own, annotations.get(&key)) {
            differs(&Profile::seccomp(profile), text, &key, &path.clone().key("seccompProfile"), sink);
        }
        let key = format!("{APP_ARMOR}{}", container.name);
        let own = context.and_then(|context| context.app_armor_profile.as_ref()).or(pod_app_armor);
        if let (Some(profile), Some(text), false) = (own, annotations.get(&key), is_windows) {
            differs(&Profile::app_armor(profile), text, &key, &path.key("appArmorProfile"), sink);
        }
    }
}

/// A profile in a field: seccomp or `AppArmor`.
struct Profile<'a> {
    kind: &'a str,
    file: Option<&'a str>,
    /// The annotations that say `RuntimeDefault`.
    default: &'static [&'static str],
}

impl<'a> Profile<'a> {
    fn seccomp(profile: &'a SeccompProfile) -> Self {
        let default = &["runtime/default", "docker/default"];
        Self { kind: &profile.type_, file: profile.localhost_profile.as_deref(), default }
    }

    fn app_armor(profile: &'a AppArmorProfile) -> Self {
        let default = &["runtime/default"];
        Self { kind: &profile.type_, file: profile.localhost_profile.as_deref(), default }
    }
}

fn differs(profile: &Profile<'_>, text: &str, key: &str, path: &FieldPath, sink: &mut Sink<'_>) {
    let local = text.strip_prefix("localhost/");
    let field = match profile.kind {
        "Unconfined" if text != "unconfined" => "type",
        "RuntimeDefault" if !profile.default.contains(&text) => "type",
        "Localhost" if local.is_none() => "type",
        "Localhost" if local != profile.file => "localhostProfile",
        _ => return,
    };
    let annotation = FieldPath::parse("spec.template.metadata.annotations").entry(key);
    sink.invalid(path.clone().key(field), "not what the annotation says")
        .other(annotation, "the annotation")
        .help("remove the annotation");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_written_plainly() {
        assert!(is_cost("0") && is_cost("-5") && is_cost("2147483647"));
        assert!(
            !is_cost("+5") && !is_cost("05") && !is_cost("abc") && !is_cost("2147483648") && !is_cost("")
        );
    }

    #[test]
    fn seccomp_profiles_of_annotations() {
        assert!(is_seccomp("localhost/a/b.json") && is_seccomp("docker/default"));
        assert!(!is_seccomp("localhost//a") && !is_seccomp("localhost/../a") && !is_seccomp("x"));
    }
}
