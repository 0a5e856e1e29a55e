//! Rules and their findings. A rule is one file under `rules/`; nothing else needs to know it by name.
//!
//! - [`rules`]: one file a rule; they see the rest of this module, and nothing of it sees them but the list of all rules
//! - `api/`: what the API server refuses beyond the schema, for one rule
//! - `cluster/`: what objects and nodes of a run say of each other
//! - `pod/`: what a pod spec says
//! - `engine/`: what a rule is, what it may look at and report, how a run goes over them
//! - `knowledge/`: facts about the world, with sources

mod api;
mod cluster;
mod engine;
mod knowledge;
mod pod;
mod prelude;
mod rule_index;
pub mod rules;

pub use cluster::rbac::service_account;
pub use engine::baseline::{Baseline, BaselineFault, Compared, Files, Known};
pub use engine::changes::{Checked, not_in};
pub use engine::context::{Context, DaemonSetContext, RunContext};
pub use engine::facts::Facts;
pub use engine::finding::{Finding, Findings, Label, Place};
pub use engine::fix::{Applicability, Fix};
pub use engine::ignore::{Ignore, IgnoredRule, Ignores, Misspelling, Suppressed};
pub use engine::options::{ListOption, NumberOption, OptionValue, Options, QuantityOption, RuleOption, Unit};
pub use engine::origin::{Origin, Sourced};
pub use engine::related_kinds::{depends_on, related_kinds};
pub use engine::rule::{Activation, Category, Check, Needs, Page, Rule, Severity, YieldScope, Yields};
pub use engine::run::{FileFindings, Judged, Nodes, judge, judge_file, judge_run, run};
pub use engine::run_facts::RunFacts;
pub use engine::settings::{Profile, RuleSettings, Settings};
pub use pod::agent_class::{AgentClass, agent_class};
pub use pod::host_access::{HostAccess, HostAccessKind, host_access, host_paths};
pub use pod::image::ImageReference;
pub use rule_index::{find_rule, nearest_rule};
