//! What is in force once config, preset and flags had their say.

use super::file::{Config, Preset};
use crate::lint::{Origin, Profile, Rule, Sourced, Spared};

/// What the command line says about rules.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--preset`.
    pub preset: Option<Preset>,
    /// `--select`; empty if it is not given.
    pub select: Vec<&'static Rule>,
    /// `--ignore`.
    pub ignore: Vec<&'static Rule>,
}

/// The rules as they run, and how that came about.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The preset.
    pub preset: Sourced<Preset>,
    /// Every rule.
    pub profile: Profile,
}

impl InForce {
    /// Defaults, then the preset (the flag before the config), then the rules of the config, then `--select` and `--ignore`.
    pub fn new(config: Option<&Config>, overrides: &Overrides, rules: &[&'static Rule]) -> Self {
        let preset = preset(config, overrides);
        let mut profile = Profile::new(rules);
        if preset.value == Preset::Strict {
            profile.turn_all_on(&Origin::preset(Preset::Strict.name(), &preset.origin));
        }
        for entry in config.iter().flat_map(|config| &config.rules) {
            let Some(settings) = profile.of_mut(entry.rule) else { continue };
            if let Some(on) = &entry.on {
                settings.on = on.clone();
            }
            settings.severity.clone_from(&entry.severity);
            settings.options.extend(entry.options.iter().cloned());
        }
        profile.run_on(config.and_then(|config| config.kubernetes.as_ref()).map(|version| version.value));
        for entry in config.iter().flat_map(|config| &config.ignores) {
            let spared = Spared { daemon_sets: entry.daemon_set.value.clone(), reason: entry.reason.clone() };
            for rule in &entry.rules {
                if let Some(settings) = profile.of_mut(rule) {
                    settings.spared.push(spared.clone());
                }
            }
        }
        if !overrides.select.is_empty() {
            profile.select(&overrides.select, &Origin::flag("--select"));
        }
        for rule in &overrides.ignore {
            if let Some(settings) = profile.of_mut(rule) {
                settings.on = Sourced::new(false, Origin::flag("--ignore"));
            }
        }
        Self { preset, profile }
    }
}

fn preset(config: Option<&Config>, overrides: &Overrides) -> Sourced<Preset> {
    let flag = overrides.preset.map(|preset| Sourced::new(preset, Origin::flag("--preset")));
    let written = || config.and_then(|config| config.preset.clone());
    flag.or_else(written).unwrap_or_else(|| Sourced::new(Preset::Default, Origin::by_default()))
}
