//! What is in force, as a config that says so, each line with its origin.

use std::fmt::Write as _;

use super::file::{Config, Threshold};
use super::ignores::IgnoreEntry;
use super::in_force::InForce;
use crate::lint::{Origin, RuleSettings, Sourced};
use crate::yaml::quoted;

/// Columns before the origins.
const VALUES: usize = 44;

/// What a run takes from flags or its config beside the rules, with its origins.
#[derive(Clone, Debug)]
pub struct RunInForce {
    /// Files with nodes.
    pub nodes: Vec<(String, Origin)>,
    /// Globs of paths that are left out.
    pub exclude: Vec<(String, Origin)>,
    /// The file with known findings.
    pub baseline: Option<(String, Origin)>,
    /// The lowest severity that fails the run.
    pub fail_on: Sourced<Threshold>,
}

impl Default for RunInForce {
    fn default() -> Self {
        let fail_on = Sourced::new(Threshold::default(), Origin::by_default());
        Self { nodes: Vec::new(), exclude: Vec::new(), baseline: None, fail_on }
    }
}

/// Writes the config.
pub fn show(config: Option<&Config>, in_force: &InForce, run: &RunInForce) -> String {
    let mut page = Page(String::new());
    page.plain("version: 1");
    page.line(&format!("preset: {}", in_force.preset.value.name()), &in_force.preset.origin);
    page.list("exclude", &run.exclude);
    page.list("nodes", &run.nodes);
    if let Some((path, origin)) = &run.baseline {
        page.line(&format!("baseline: {}", quoted(path)), origin);
    }
    page.line(&format!("fail-on: {}", run.fail_on.value.name()), &run.fail_on.origin);
    if let Some(version) = config.and_then(|config| config.kubernetes.as_ref()) {
        page.line(&format!("kubernetes: {}", quoted(&version.value.to_string())), &version.origin);
    }
    page.plain("rules:");
    for settings in in_force.profile.rules() {
        page.rule(settings);
    }
    let ignores = config.map_or(&[][..], |config| &config.ignores);
    page.plain(if ignores.is_empty() { "ignores: []" } else { "ignores:" });
    for entry in ignores {
        page.ignore(entry);
    }
    let expectations = config.map_or(&[][..], |config| &config.expectations);
    page.plain(if expectations.is_empty() { "expectations: []" } else { "expectations:" });
    for entry in expectations {
        page.line(&format!("  - daemonSet: {}", quoted(entry.daemon_set.value.as_str())), entry.origin());
        for (key, text) in &entry.written {
            let is_amount = *key == "allowMissing";
            page.plain(&if is_amount {
                format!("    {key}: {text}")
            } else {
                format!("    {key}: {}", quoted(text))
            });
        }
    }
    page.0
}

struct Page(String);

impl Page {
    fn plain(&mut self, text: &str) {
        let _ = writeln!(self.0, "{text}");
    }

    fn line(&mut self, text: &str, origin: &Origin) {
        let _ = writeln!(self.0, "{text:VALUES$}  # {origin}");
    }

    fn list(&mut self, key: &str, items: &[(String, Origin)]) {
        if items.is_empty() {
            return self.plain(&format!("{key}: []"));
        }
        self.plain(&format!("{key}:"));
        for (item, origin) in items {
            self.line(&format!("  - {}", quoted(item)), origin);
        }
    }

    fn ignore(&mut self, entry: &IgnoreEntry) {
        let daemon_set = &entry.daemon_set;
        self.line(&format!("  - daemonSet: {}", quoted(daemon_set.value.as_str())), &daemon_set.origin);
        let rules: Vec<&str> = entry.rules.iter().map(|rule| rule.id).collect();
        self.plain(&format!("    rules: [{}]", rules.join(", ")));
        if let Some(reason) = &entry.reason {
            self.plain(&format!("    reason: {}", quoted(reason)));
        }
    }

    fn rule(&mut self, settings: &RuleSettings) {
        let rule = settings.rule;
        let severity = settings.severity.as_ref().map_or(rule.severity, |severity| severity.value);
        let level = match (settings.on.value, &settings.severity) {
            (false, _) => "off",
            // The severity of the rule is a default from which single findings may depart; `on` says so.
            (true, None) => "on",
            (true, Some(_)) => severity.name(),
        };
        if rule.options.is_empty() {
            return self.line(&format!("  {}: {level}", rule.id), &settings.on.origin);
        }
        self.plain(&format!("  {}:", rule.id));
        self.line(&format!("    severity: {level}"), &settings.on.origin);
        for option in rule.options {
            let name = option.name();
            match settings.options.get(name) {
                Some(set) => self.line(&format!("    {name}: {}", set.value), &set.origin),
                None => self.line(&format!("    {name}: {}", option.default()), &Origin::by_default()),
            }
        }
    }
}
