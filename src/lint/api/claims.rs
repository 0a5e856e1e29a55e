//! Claims on devices: dynamic resource allocation.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{PodResourceClaim, ResourceClaim};

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// `validatePodResourceClaims` and `validateResourceClaimNames` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let list = FieldPath::parse("spec.template.spec.resourceClaims");
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, claim) in cx.pod.resource_claims.iter().flatten().enumerate() {
        let path = list.clone().index(index);
        of_pod(claim, &path, sink);
        if let Some(first) = known.get(claim.name.as_str()) {
            sink.invalid(path.key("name"), format!("a second claim {}", claim.name))
                .other(first.clone(), "the first one");
        } else if !claim.name.is_empty() {
            known.insert(&claim.name, path);
        }
    }
    for (path, container) in cx.containers() {
        let claims = container.resources.as_ref().and_then(|resources| resources.claims.as_deref());
        of_container(claims.unwrap_or_default(), &known, &path.key("resources").key("claims"), sink);
    }
    if cx.pod.resources.as_ref().is_some_and(|resources| resources.claims.is_some()) {
        let path = FieldPath::parse("spec.template.spec.resources.claims");
        sink.invalid(path, "not for the pod as a whole").help("write them in the containers");
    }
}

/// `validatePodResourceClaim`: names, and one source.
fn of_pod(claim: &PodResourceClaim, path: &FieldPath, sink: &mut Sink<'_>) {
    if sink.text(path.clone().key("name"), &claim.name) {
        sink.form(path.clone().key("name"), &claim.name, Form::Label);
    }
    let sources = [
        ("resourceClaimName", &claim.resource_claim_name),
        ("resourceClaimTemplateName", &claim.resource_claim_template_name),
    ];
    match sources.iter().filter(|(_, name)| name.is_some()).count() {
        0 => {
            sink.invalid(path.clone(), "neither resourceClaimName nor resourceClaimTemplateName")
                .help("name a ResourceClaimTemplate: each pod of a DaemonSet needs a claim of its own");
        }
        1 => {}
        _ => {
            sink.invalid(path.clone(), "resourceClaimName and resourceClaimTemplateName together")
                .help("keep the template: each pod of a DaemonSet needs a claim of its own");
        }
    }
    for (field, name) in sources {
        if let Some(name) = name {
            sink.name(path.clone().key(field), name, Form::Subdomain);
        }
    }
}

/// A claim once, or some of its requests, each once.
fn of_container(
    claims: &[ResourceClaim],
    declared: &BTreeMap<&str, FieldPath>,
    list: &FieldPath,
    sink: &mut Sink<'_>,
) {
    let mut whole: BTreeSet<&str> = BTreeSet::new();
    let mut parts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let path = list.clone().index(index);
        let name = claim.name.as_str();
        if name.is_empty() {
            if let Some(fault) = sink.required(path.clone().key("name")) {
                fault.named(path);
            }
            continue;
        }
        let request = claim.request.as_deref().unwrap_or_default();
        sink.form(path.clone().key("request"), request, Form::Label);
        let has_part = parts.get(name).is_some_and(|parts| request.is_empty() || parts.contains(request));
        if whole.contains(name) || has_part {
            sink.invalid(path.clone(), format!("{} is claimed twice", shown(name))).help("keep one of them");
        }
        if request.is_empty() {
            whole.insert(name);
        } else {
            parts.entry(name).or_default().insert(request);
        }
        if !declared.contains_key(name) && !has_placeholder(name) {
            sink.invalid(path, format!("no claim {} in the pod", shown(name)))
                .help("declare it in resourceClaims of the pod spec");
        }
    }
}
