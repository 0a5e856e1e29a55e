//! What is in force, as a config that says so, each line with its origin.

use std::fmt::Write as _;

use super::file::Config;
use super::in_force::InForce;
use crate::lint::{Origin, RuleSettings};
use crate::yaml::quoted;

/// Columns before the origins.
const VALUES: usize = 44;

/// Writes the config. `nodes` are those of the run, with their origins.
pub fn show(
    config: Option<&Config>,
    in_force: &InForce,
    nodes: &[(String, Origin)],
    exclude: &[(String, Origin)],
) -> String {
    let mut page = Page(String::new());
    page.plain("version: 1");
    page.line(&format!("preset: {}", in_force.preset.value.name()), &in_force.preset.origin);
    page.list("exclude", exclude);
    page.list("nodes", nodes);
    page.plain("rules:");
    for settings in in_force.profile.rules() {
        page.rule(settings);
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
