//! Which workloads of a run have the labels that a selector asks for, without asking each of them.

use std::collections::HashMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::lint::engine::context::RunContext;
use crate::lint::engine::facts::Facts;
use crate::lint::pod::label_selector::matches;

/// The workloads of a run by the labels of their pods.
#[derive(Debug, Default)]
pub(crate) struct ByLabel<'a> {
    all: Vec<usize>,
    by_label: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> ByLabel<'a> {
    /// The workloads of each namespace that are wanted; where none is written, that is one of its own.
    pub(crate) fn of_namespaces(
        run: &RunContext<'a>,
        wanted: impl Fn(usize) -> bool,
    ) -> HashMap<Option<&'a str>, Self> {
        let mut found: HashMap<_, Self> = HashMap::new();
        for (index, _) in run.workloads().filter(|(index, _)| wanted(*index)) {
            let namespace = run.set.objects[index].id.namespace.as_deref();
            found.entry(namespace).or_default().add(run, index);
        }
        found
    }

    fn add(&mut self, run: &RunContext<'a>, index: usize) {
        self.all.push(index);
        for (key, value) in run.facts(index).into_iter().flat_map(Facts::labels) {
            self.by_label.entry((key, value)).or_default().push(index);
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[usize] {
        &self.all
    }

    /// Those that may be selected: they have the rarest label that is asked for by value.
    pub(crate) fn candidates<'s>(&'s self, selector: &'s LabelSelector) -> &'s [usize] {
        let asked = selector.match_labels.iter().flatten();
        let lists = asked.map(|(key, value)| self.by_label.get(&(key.as_str(), value.as_str())));
        let lists = lists.map(|list| list.map_or(&[][..], Vec::as_slice));
        lists.min_by_key(|list| list.len()).unwrap_or(&self.all)
    }
}

/// Whether a selector of the same namespace selects the pods of a workload.
pub(crate) fn is_selected(run: &RunContext<'_>, selector: &LabelSelector, workload: usize) -> bool {
    run.facts(workload).is_some_and(|facts| matches(selector, facts.labels()))
}
