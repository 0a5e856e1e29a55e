//! What a rule may look at.

use std::ops::Deref;

use k8s_openapi::api::apps::v1::{DaemonSet, DaemonSetSpec};
use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::facts::Facts;
use super::finding::Place;
use super::kubernetes_version::KubernetesVersion;
use super::located_field::LocatedField;
use super::options::Options;
use super::rule::{Needs, Rule};
use super::run_facts::RunFacts;
use super::settings::Settings;
use crate::coverage::{Coverage, DaemonSetCoverage, Declaration, Expectations};
use crate::manifest::{ManifestSet, Object};
use crate::yaml::{FieldPath, Span};

/// Everything of one run.
#[derive(Clone, Copy, Debug)]
pub struct RunContext<'a> {
    /// All files and objects.
    pub set: &'a ManifestSet,
    /// The verdicts on every DaemonSet, if nodes are known.
    pub coverage: Option<&'a Coverage>,
    /// What is declared about the nodes of the DaemonSets.
    pub expectations: &'a Expectations,
    /// Which rules run where, and how.
    pub settings: &'a Settings,
    /// What rules share; [`judge`](super::run::judge) finds it out.
    pub known: &'a RunFacts,
}

impl<'a> RunContext<'a> {
    /// A run that has yet to begin.
    pub fn new(
        set: &'a ManifestSet,
        coverage: Option<&'a Coverage>,
        expectations: &'a Expectations,
        settings: &'a Settings,
    ) -> Self {
        Self { set, coverage, expectations, settings, known: RunFacts::nothing() }
    }

    /// Whether a rule has anything to say of a file: it is set to, and a rule about files says nothing of live objects.
    pub fn runs(&self, rule: &Rule, file: usize) -> bool {
        self.settings.of_file(file).runs(rule) && self.is_for(rule, file)
    }

    /// Whether a rule is made for such a text.
    pub(crate) fn is_for(&self, rule: &Rule, file: usize) -> bool {
        rule.needs != Needs::File || !self.set.is_live(file)
    }

    /// One object of the run as a rule sees it; for rules that look at the whole run.
    pub fn object(&'a self, rule: &'static Rule, index: usize) -> Context<'a> {
        let object = &self.set.objects[index];
        Context { run: self, index, object, options: self.settings.of_file(object.file).options(rule) }
    }
}

impl<'a> RunContext<'a> {
    /// What is known of an object; `None` for what is not a workload.
    pub(crate) fn facts(&self, object: usize) -> Option<&'a Facts> {
        self.known.facts().get(object)?.as_deref()
    }

    /// All workloads of the run with their indexes.
    pub(crate) fn workloads(&self) -> impl Iterator<Item = (usize, &'a Facts)> + use<'a> {
        let all = self.known.facts().iter().enumerate();
        all.filter_map(|(index, facts)| Some((index, facts.as_deref()?)))
    }

    /// The name of a workload as a place of a finding.
    pub(crate) fn name_of(&self, object: usize, facts: &Facts) -> Place {
        self.place_at(object, facts.name, FieldPath::parse("metadata.name"))
    }

    /// The selector of a workload as a place of a finding.
    pub(crate) fn selector_of(&self, object: usize, facts: &Facts) -> Place {
        self.place_at(object, facts.selector_key, FieldPath::parse("spec.selector"))
    }

    /// A field of an object as a place of a finding.
    pub(crate) fn place(&self, object: usize, field: &LocatedField) -> Place {
        self.place_at(object, field.span, field.path.clone())
    }

    fn place_at(&self, object: usize, span: Span, path: FieldPath) -> Place {
        Place { file: self.set.objects[object].file, span, object: Some(object), path: Some(path) }
    }
}

/// One workload of the run.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The run around it.
    pub run: &'a RunContext<'a>,
    /// Its index among the objects of the run.
    pub index: usize,
    /// The workload.
    pub object: &'a Object,
    /// The options of the rule, as they are set for the file of the workload.
    pub options: Options<'a>,
}

impl<'a> Context<'a> {
    /// Whether another rule, which names the same cause, runs here too; it must be among those that the rule
    /// [yields to](Rule::yields_to).
    pub fn runs(&self, id: &str) -> bool {
        let settings = self.run.settings.of_file(self.object.file).of_id(id);
        settings.is_some_and(|settings| self.run.runs(settings.rule, self.object.file))
    }

    /// The version of Kubernetes that the manifest has to run on, if that is said.
    pub fn kubernetes(&self) -> Option<KubernetesVersion> {
        self.run.settings.of_file(self.object.file).kubernetes()
    }

    /// What the object's annotation and the config declare about its nodes.
    pub fn declarations(&self) -> &'a [Declaration] {
        self.run.expectations.of(self.index)
    }

    /// The place that stands for a field; see [`Object::span_of`].
    pub fn at(&self, path: &FieldPath) -> Place {
        self.place(self.object.span_of(path), path)
    }

    /// The key of a field, where the whole field is meant.
    pub fn at_key(&self, path: &FieldPath) -> Place {
        self.place(self.object.key_span_of(path), path)
    }

    /// A place within the object for which the caller knows the span.
    pub fn place(&self, span: Span, path: &FieldPath) -> Place {
        Place { file: self.object.file, span, object: Some(self.index), path: Some(path.clone()) }
    }

    /// The Services of the run that select its pods, with their indexes.
    pub(crate) fn services(&self) -> Vec<(usize, &'a Object)> {
        self.run.known.services(self.run.set).selecting(self.run.set, self.object)
    }

    /// The pod spec of the workload.
    pub fn pod_spec(&self) -> Option<&'a PodSpec> {
        self.object.pod_spec()
    }

    /// All containers with their paths: init containers and sidecars first, as they start.
    pub fn containers(&self) -> Vec<(FieldPath, &'a Container)> {
        let Some(pod) = self.pod_spec() else { return Vec::new() };
        let list = |name: &'static str, containers: &'a [Container]| {
            let path = FieldPath::parse("spec.template.spec").key(name);
            let indexed = containers.iter().enumerate();
            indexed.map(|(index, container)| (path.clone().index(index), container)).collect::<Vec<_>>()
        };
        let mut all = list("initContainers", pod.init_containers.as_deref().unwrap_or_default());
        all.extend(list("containers", &pod.containers));
        all
    }
}

/// One DaemonSet of the run; everything of [`Context`] is at hand too.
#[derive(Clone, Copy, Debug)]
pub struct DaemonSetContext<'a> {
    context: Context<'a>,
    /// The DaemonSet.
    pub daemon_set: &'a DaemonSet,
    /// Its `spec`.
    pub spec: &'a DaemonSetSpec,
    /// Its pod spec.
    pub pod: &'a PodSpec,
}

impl<'a> DaemonSetContext<'a> {
    /// The DaemonSet of a workload context; none without a spec and a pod spec, of which there is nothing to say.
    pub(crate) fn new(context: Context<'a>) -> Option<Self> {
        let daemon_set = context.object.daemon_set()?;
        let spec = &daemon_set.spec;
        let pod = spec.template.spec.as_ref()?;
        Some(Self { context, daemon_set, spec, pod })
    }

    /// The verdicts on this DaemonSet, if nodes are known.
    pub fn coverage(&self) -> Option<&'a DaemonSetCoverage> {
        self.context.run.coverage?.of_object(self.context.index)
    }
}

impl<'a> Deref for DaemonSetContext<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Self::Target {
        &self.context
    }
}
