//! Whether two pods can ever share a node, as far as their manifests show without any node at hand.

use k8s_openapi::api::core::v1::PodSpec;

const OS: &str = "kubernetes.io/os";

/// The values that a pod takes of each label it insists on; keys and values are sorted. One is kept for each workload of a
/// run, and most are empty or have one label: lists take a tenth of the room of maps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct WantedLabels(Vec<(String, Vec<String>)>);

impl WantedLabels {
    pub(crate) fn new(pod: &PodSpec) -> Self {
        let mut wanted = Self::default();
        for (key, value) in pod.node_selector.iter().flatten() {
            wanted.insist(key, std::slice::from_ref(value));
        }
        if let Some(os) = &pod.os {
            wanted.insist(OS, std::slice::from_ref(&os.name));
        }
        let node = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
        let required =
            node.and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
        // Several terms are alternatives, so that none of them is certain.
        if let Some([term]) = required.map(|required| required.node_selector_terms.as_slice()) {
            let expressions = term.match_expressions.iter().flatten();
            for expression in expressions.filter(|expression| expression.operator == "In") {
                wanted.insist(&expression.key, expression.values.as_deref().unwrap_or_default());
            }
        }
        wanted
    }

    fn insist(&mut self, key: &str, values: &[String]) {
        let key = current(key);
        match self.0.binary_search_by(|(known, _)| known.as_str().cmp(key)) {
            Ok(at) => self.0[at].1.retain(|value| values.contains(value)),
            Err(at) => {
                let mut values = values.to_vec();
                values.sort_unstable();
                values.dedup();
                self.0.insert(at, (key.to_owned(), values));
            }
        }
    }

    fn values(&self, key: &str) -> Option<&[String]> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        Some(&self.0[at].1)
    }

    /// Whether a label that both pods ask for must have different values.
    ///
    /// A pod that names no operating system counts as one for Linux where the other is for Windows: that is what it is
    /// built for.
    pub(crate) fn is_disjoint(&self, other: &Self) -> bool {
        let is_apart = |(key, values): &(String, Vec<String>)| {
            other.values(key).is_some_and(|others| !values.iter().any(|value| others.contains(value)))
        };
        self.is_windows() != other.is_windows() || self.0.iter().any(is_apart)
    }

    fn is_windows(&self) -> bool {
        self.values(OS).is_some_and(|values| values.iter().all(|value| value == "windows"))
    }
}

/// The present name of a label that was renamed.
fn current(key: &str) -> &str {
    match key {
        "beta.kubernetes.io/os" => OS,
        "beta.kubernetes.io/arch" => "kubernetes.io/arch",
        key => key,
    }
}
