//! Rules and their findings. A rule is one file under `rules/`; nothing else needs to know it by name.

mod context;
mod engine;
mod finding;
mod options;
mod registry;
mod rule;
pub mod rules;
mod settings;

pub use context::{Context, DaemonSetContext, RunContext};
pub use engine::run;
pub use finding::{Finding, Findings, Label, Place};
pub use options::{ListOption, NumberOption, OptionValue, Options, QuantityOption, RuleOption, Unit};
pub use registry::{find_rule, nearest_rule};
pub use rule::{Category, Check, Default, Needs, Page, Rule, Severity};
pub use settings::{Origin, Profile, RuleSettings, Settings, Sourced};

/// What a rule file needs.
pub mod prelude {
    pub use super::{
        Category, Check, Context, DaemonSetContext, Default, Findings, ListOption, Needs, NumberOption, Page,
        Place, QuantityOption, Rule, RuleOption, RunContext, Severity, Unit,
    };
    pub use crate::yaml::FieldPath;
}
