//! Rules and their findings. A rule is one file under `rules/`; nothing else needs to know it by name.

mod absent_labels;
mod agent_class;
mod budget;
mod changes;
mod container_resources;
mod context;
mod engine;
mod faults;
mod finding;
mod host_access;
mod idle;
mod known_taints;
mod label_selector;
mod node_constraints;
mod node_labels;
mod node_scope;
mod options;
mod other_workloads;
mod places;
mod registry;
mod rule;
pub mod rules;
mod satisfiable;
mod services;
mod settings;
mod single_arch;
pub mod snippet;
mod surge;

pub use agent_class::{AgentClass, agent_class};
pub use changes::{Checked, not_in};
pub use context::{Context, DaemonSetContext, RunContext};
pub use engine::run;
pub use finding::{Finding, Findings, Label, Place};
pub use host_access::{HostAccess, HostAccessKind, host_access, host_paths};
pub use options::{ListOption, NumberOption, OptionValue, Options, QuantityOption, RuleOption, Unit};
pub use registry::{find_rule, nearest_rule};
pub use rule::{Category, Check, Default, Needs, Page, Rule, Severity};
pub use settings::{Origin, Profile, RuleSettings, Settings, Sourced};

/// What a rule file needs.
pub mod prelude {
    pub use super::{
        Category, Check, Context, DaemonSetContext, Default, Finding, Findings, ListOption, Needs,
        NumberOption, Page, Place, QuantityOption, Rule, RuleOption, RunContext, Severity, Unit,
    };
    pub use crate::yaml::FieldPath;
}
