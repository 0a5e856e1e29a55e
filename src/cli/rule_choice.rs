//! What flags say about rules, for `check` and `diff` alike.

use super::args::{PresetArg, RuleChoice};
use super::error::CliError;
use crate::config::{Overrides, Preset, Threshold};
use crate::lint::{self, Rule, Settings};

impl RuleChoice {
    /// What fails the run, if a flag says it.
    pub(super) fn threshold(&self) -> Option<Threshold> {
        self.fail_on.map(Threshold::from)
    }

    /// The settings with or without what comments and annotations ask for.
    pub(super) fn heeding(&self, settings: Settings) -> Settings {
        if self.no_ignores { settings.without_ignores() } else { settings }
    }
}

/// What the flags say about rules.
pub(super) fn overrides(args: &RuleChoice) -> Result<Overrides, CliError> {
    let rules = |ids: &[String]| ids.iter().map(|id| known(id)).collect::<Result<Vec<_>, _>>();
    let preset = args.preset.map(|preset| match preset {
        PresetArg::Default => Preset::Default,
        PresetArg::Strict => Preset::Strict,
    });
    Ok(Overrides { preset, select: rules(&args.select)?, ignore: rules(&args.ignore)? })
}

/// The rule of a name.
pub(super) fn known(id: &str) -> Result<&'static Rule, CliError> {
    lint::find_rule(id).ok_or_else(|| {
        let help = match lint::nearest_rule(id) {
            Some(rule) => format!("did you mean {}?", rule.id),
            None => "`kubectl daemonset-lint rules` lists them".to_owned(),
        };
        CliError::usage(format!("no rule {id:?}"), help)
    })
}
