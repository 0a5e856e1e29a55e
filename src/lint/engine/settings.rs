//! Which rules run, with which severity and options: the one thing that configs and flags come down to.

use std::collections::BTreeMap;

use super::kubernetes_version::KubernetesVersion;
use super::options::{OptionValue, Options};
use super::origin::{Origin, Sourced};
use super::rule::{Activation, Rule, Severity};
use crate::manifest::NamePattern;
use crate::words::{ALIKE, nearest};

/// How one rule runs.
#[derive(Clone, Debug)]
pub struct RuleSettings {
    /// The rule.
    pub rule: &'static Rule,
    /// Whether it runs.
    pub on: Sourced<bool>,
    /// The severity of all of its findings; without one they have their own.
    pub severity: Option<Sourced<Severity>>,
    /// The options that are set, by name.
    pub options: BTreeMap<&'static str, Sourced<OptionValue>>,
    /// The DaemonSets on which its findings are left out.
    pub spared: Vec<Spared>,
}

/// DaemonSets on which the findings of a rule are left out.
#[derive(Clone, Debug)]
pub struct Spared {
    /// Which they are.
    pub daemon_sets: NamePattern,
    /// Why, as it is written: anything may stand there.
    pub reason: Option<String>,
}

impl RuleSettings {
    /// The options of the rule.
    pub fn options(&self) -> Options<'_> {
        Options::new(Some(&self.options))
    }
}

/// How all rules run in one part of the run.
#[derive(Clone, Debug)]
pub struct Profile {
    rules: BTreeMap<&'static str, RuleSettings>,
    kubernetes: Option<KubernetesVersion>,
}

impl Profile {
    /// The rules as they declare themselves.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let settings = rules.iter().map(|&rule| {
            let on = Sourced::new(rule.default == Activation::On, Origin::by_default());
            (rule.id, RuleSettings { rule, on, severity: None, options: BTreeMap::new(), spared: Vec::new() })
        });
        Self { rules: settings.collect(), kubernetes: None }
    }

    /// The given rules, all of them on.
    pub fn only(rules: &[&'static Rule]) -> Self {
        let mut profile = Self::new(rules);
        profile.turn_all_on(&Origin::by_default());
        profile
    }

    /// Says what the manifests have to run on.
    pub fn run_on(&mut self, version: Option<KubernetesVersion>) {
        self.kubernetes = version;
    }

    /// What the manifests have to run on, if that is said.
    pub fn kubernetes(&self) -> Option<KubernetesVersion> {
        self.kubernetes
    }

    /// All rules with their settings, by name.
    pub fn rules(&self) -> impl Iterator<Item = &RuleSettings> {
        self.rules.values()
    }

    /// The rules that run, by name.
    pub fn running(&self) -> impl Iterator<Item = &RuleSettings> {
        self.rules().filter(|settings| settings.on.value)
    }

    /// The settings of a rule.
    pub fn of(&self, rule: &Rule) -> Option<&RuleSettings> {
        self.rules.get(rule.id)
    }

    /// The settings of the rule of a name.
    pub(crate) fn of_id(&self, id: &str) -> Option<&RuleSettings> {
        self.rules.get(id)
    }

    /// The settings of a rule, to be changed.
    pub fn of_mut(&mut self, rule: &Rule) -> Option<&mut RuleSettings> {
        self.rules.get_mut(rule.id)
    }

    /// Turns on what is off.
    pub fn turn_all_on(&mut self, origin: &Origin) {
        for settings in self.rules.values_mut().filter(|settings| !settings.on.value) {
            settings.on = Sourced::new(true, origin.clone());
        }
    }

    /// Turns all rules off but the given ones, and those on.
    pub fn select(&mut self, rules: &[&'static Rule], origin: &Origin) {
        for settings in self.rules.values_mut() {
            let chosen = rules.iter().any(|rule| rule.id == settings.rule.id);
            settings.on = Sourced::new(chosen, origin.clone());
        }
    }

    /// Whether a rule runs.
    pub fn runs(&self, rule: &Rule) -> bool {
        self.of(rule).is_some_and(|settings| settings.on.value)
    }

    /// The options of a rule.
    pub fn options(&self, rule: &Rule) -> Options<'_> {
        Options::new(self.of(rule).map(|settings| &settings.options))
    }
}

/// The profiles of a run, by file.
#[derive(Clone, Debug)]
pub struct Settings {
    profiles: Vec<Profile>,
    /// The profile of each file of the run; files behind its end have the first.
    of_file: Vec<usize>,
    /// Whether comments and annotations of manifests leave out findings.
    heeds_ignores: bool,
}

impl Settings {
    /// One profile for everything.
    pub fn uniform(profile: Profile) -> Self {
        Self::by_file(vec![profile], Vec::new())
    }

    /// The same without what comments and annotations of manifests ask for.
    #[must_use]
    pub fn without_ignores(mut self) -> Self {
        self.heeds_ignores = false;
        self
    }

    pub(crate) fn heeds_ignores(&self) -> bool {
        self.heeds_ignores
    }

    /// The profile of each file of the run, by its index.
    pub fn by_file(profiles: Vec<Profile>, of_file: Vec<usize>) -> Self {
        Self { profiles, of_file, heeds_ignores: true }
    }

    /// The rule of a name, whether it runs or not.
    pub(crate) fn find(&self, id: &str) -> Option<&'static Rule> {
        self.profiles.first()?.of_id(id).map(|settings| settings.rule)
    }

    /// The rule whose name comes nearest to a misspelt one, if any comes near.
    pub(crate) fn nearest(&self, id: &str) -> Option<&'static Rule> {
        let rules = self.profiles.first()?.rules().map(|settings| settings.rule.id);
        self.find(nearest(id, rules, ALIKE)?)
    }

    /// The profile of a file.
    pub fn of_file(&self, file: usize) -> &Profile {
        &self.profiles[self.of_file.get(file).copied().unwrap_or_default()]
    }

    /// Turns rules off in every part of the run.
    pub fn turn_off(&mut self, which: impl Fn(&Rule) -> bool, origin: &Origin) {
        let rules = self.profiles.iter_mut().flat_map(|profile| profile.rules.values_mut());
        for settings in rules.filter(|settings| which(settings.rule)) {
            settings.on = Sourced::new(false, origin.clone());
        }
    }

    /// Whether a rule runs in any part of the run.
    pub fn runs_anywhere(&self, rule: &Rule) -> bool {
        self.profiles.iter().any(|profile| profile.runs(rule))
    }

    /// The rules that run anywhere, by name.
    pub(crate) fn running(&self) -> impl Iterator<Item = &'static Rule> {
        let running = self.profiles.iter().flat_map(Profile::running);
        let running = running.map(|settings| (settings.rule.id, settings.rule));
        running.collect::<BTreeMap<_, _>>().into_values()
    }
}
