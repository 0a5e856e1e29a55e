//! Label selectors of pod affinity terms and spread constraints against the pods of their own workload.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PodAffinityTerm;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use crate::placement::Requirement;

type Labels = BTreeMap<String, String>;

/// Labels that controllers give to each pod alone, so that no two pods share a value.
const OF_ONE_POD: [&str; 2] = ["statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"];

/// Labels that controllers give to all pods of one revision.
const OF_ONE_REVISION: [&str; 2] = ["pod-template-hash", "controller-revision-hash"];

/// The label of a namespace that is its name.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// Whether a selector matches labels; one that cannot be read matches nothing, an empty one everything.
///
/// `LabelSelectorAsSelector` in apimachinery `pkg/apis/meta/v1/helpers.go`, 1.34.
pub(crate) fn matches(selector: &LabelSelector, labels: &Labels) -> bool {
    let expressions = selector.match_expressions.as_deref().unwrap_or_default();
    matches_all(selector.match_labels.as_ref(), expressions, labels)
}

/// Whether labels have all that `matchLabels` and `matchExpressions` ask for.
pub(crate) fn matches_all(
    match_labels: Option<&Labels>,
    match_expressions: &[LabelSelectorRequirement],
    labels: &Labels,
) -> bool {
    let pairs = match_labels.into_iter().flatten();
    let mut expressions = match_expressions.iter();
    pairs.into_iter().all(|(key, value)| labels.get(key) == Some(value))
        && expressions.all(|expression| {
            let known = matches!(expression.operator.as_str(), "In" | "NotIn" | "Exists" | "DoesNotExist");
            let values = expression.values.as_deref().unwrap_or_default();
            known
                && Requirement::new(&expression.key, &expression.operator, values)
                    .is_ok_and(|requirement| requirement.matches(labels))
        })
}

/// The first key that a selector asks of the labels and finds there.
pub(crate) fn first_key<'a>(selector: &'a LabelSelector, labels: &Labels) -> Option<&'a str> {
    let pairs = selector.match_labels.iter().flatten().map(|(key, _)| key.as_str());
    let expressions = selector.match_expressions.iter().flatten().map(|expression| expression.key.as_str());
    pairs.chain(expressions).find(|key| labels.contains_key(*key))
}

/// Whether a term holds between two pods with these labels in this namespace.
///
/// Without a selector a term matches no pod. `matchLabelKeys` asks for the pod's own values, which the other pod of
/// the same revision has; `mismatchLabelKeys` asks for other ones, which it has not (`mergeAffinityTermNamespaces` and
/// `applyMatchLabelKeysAndMismatchLabelKeys` in `pkg/registry/core/pod/strategy.go`, 1.34). What is not certain, such as
/// labels of the namespace, does not match.
pub(crate) fn matches_own_pods(term: &PodAffinityTerm, labels: &Labels, namespace: Option<&str>) -> bool {
    let Some(selector) = &term.label_selector else { return false };
    let has = |keys: &Option<Vec<String>>, wanted: &[&str]| {
        keys.iter().flatten().any(|key| wanted.contains(&key.as_str()))
    };
    let own_values = term.mismatch_label_keys.iter().flatten().any(|key| labels.contains_key(key));
    matches(selector, labels)
        && !own_values
        && !has(&term.mismatch_label_keys, &OF_ONE_REVISION)
        && !has(&term.match_label_keys, &OF_ONE_POD)
        && covers_own_namespace(term, namespace)
}

/// Whether a term of pods in one namespace holds for pods of another workload, with its labels and namespace. What is not
/// certain, such as labels of that namespace, does not match.
pub(crate) fn matches_pods_of(
    term: &PodAffinityTerm,
    own: Option<&str>,
    labels: &Labels,
    namespace: Option<&str>,
) -> bool {
    let Some(selector) = &term.label_selector else { return false };
    let compares_values = term.match_label_keys.is_some() || term.mismatch_label_keys.is_some();
    let names_none =
        term.namespaces.as_deref().unwrap_or_default().is_empty() && term.namespace_selector.is_none();
    let is_covered = if names_none { own == namespace } else { covers_namespace(term, namespace) };
    is_covered && !compares_values && matches(selector, labels)
}

fn covers_own_namespace(term: &PodAffinityTerm, namespace: Option<&str>) -> bool {
    let listed = term.namespaces.as_deref().unwrap_or_default();
    (listed.is_empty() && term.namespace_selector.is_none()) || covers_namespace(term, namespace)
}

/// Whether a term names a namespace, in its list or by its label.
fn covers_namespace(term: &PodAffinityTerm, namespace: Option<&str>) -> bool {
    let listed = term.namespaces.as_deref().unwrap_or_default();
    let is_listed = namespace.is_some_and(|own| listed.iter().any(|listed| listed == own));
    let name = namespace.map(|own| (NAMESPACE_NAME.to_owned(), own.to_owned()));
    let certain: Labels = name.into_iter().collect();
    is_listed || term.namespace_selector.as_ref().is_some_and(|selector| matches(selector, &certain))
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelectorRequirement;

    use super::*;

    fn labels() -> Labels {
        [("app".to_owned(), "agent".to_owned())].into_iter().collect()
    }

    fn expression(key: &str, operator: &str, values: &[&str]) -> LabelSelector {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let requirement =
            LabelSelectorRequirement { key: key.into(), operator: operator.into(), values: Some(values) };
        LabelSelector { match_expressions: Some(vec![requirement]), match_labels: None }
    }

    fn term() -> PodAffinityTerm {
        PodAffinityTerm { label_selector: Some(expression("app", "In", &["agent"])), ..Default::default() }
    }

    #[test]
    fn expressions_match_as_upstream() {
        assert!(matches(&LabelSelector::default(), &labels()));
        assert!(matches(&expression("app", "In", &["agent", "other"]), &labels()));
        assert!(matches(&expression("tier", "DoesNotExist", &[]), &labels()));
        assert!(!matches(&expression("app", "NotIn", &["agent"]), &labels()));
        assert!(!matches(&expression("app", "Gt", &["1"]), &labels()));
        assert!(!matches(&expression("app", "In", &[]), &labels()));
    }

    #[test]
    fn a_term_without_selector_matches_no_pod() {
        assert!(!matches_own_pods(&PodAffinityTerm::default(), &labels(), None));
    }

    #[test]
    fn namespaces_must_be_certain() {
        let elsewhere = PodAffinityTerm { namespaces: Some(vec!["other".into()]), ..term() };
        assert!(!matches_own_pods(&elsewhere, &labels(), Some("own")));
        assert!(!matches_own_pods(&elsewhere, &labels(), None));
        assert!(matches_own_pods(&elsewhere, &labels(), Some("other")));
        let any = PodAffinityTerm { namespace_selector: Some(LabelSelector::default()), ..term() };
        assert!(matches_own_pods(&any, &labels(), Some("own")));
        let by_name = expression(NAMESPACE_NAME, "In", &["own"]);
        let by_name = PodAffinityTerm { namespace_selector: Some(by_name), ..term() };
        assert!(matches_own_pods(&by_name, &labels(), Some("own")));
    }

    #[test]
    fn mismatched_keys_spare_own_pods() {
        let keys = |key: &str| Some(vec![key.to_owned()]);
        let revision = PodAffinityTerm { mismatch_label_keys: keys("pod-template-hash"), ..term() };
        assert!(!matches_own_pods(&revision, &labels(), None));
        let own = PodAffinityTerm { mismatch_label_keys: keys("app"), ..term() };
        assert!(!matches_own_pods(&own, &labels(), None));
        let same = PodAffinityTerm { match_label_keys: keys("pod-template-hash"), ..term() };
        assert!(matches_own_pods(&same, &labels(), None));
    }
}
