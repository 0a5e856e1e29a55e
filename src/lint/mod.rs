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

pub(crate) use api::podless;
pub(crate) use cluster::rbac::service_account;
pub(crate) use engine::baseline::{Baseline, Compared};
pub use engine::baseline::{Files, Known};
pub use engine::changes::Checked;
pub(crate) use engine::changes::not_in;
pub use engine::context::{Context, RunContext};
pub use engine::facts::Facts;
pub(crate) use engine::finding::Label;
pub use engine::finding::{Finding, Findings, Place, Server};
pub use engine::fix::Applicability;
pub(crate) use engine::fix::Fix;
pub(crate) use engine::ignore::Suppressed;
pub use engine::kubernetes_version::KubernetesVersion;
pub(crate) use engine::options::OptionValue;
pub use engine::options::{ListOption, NumberOption, Options, QuantityOption, RuleOption, Unit};
pub use engine::origin::{Origin, Sourced};
pub(crate) use engine::related_kinds::depends_on;
pub use engine::related_kinds::related_kinds;
pub use engine::rule::{Activation, Category, Check, Needs, Page, Rule, Severity, YieldScope};
pub use engine::run::{FileFindings, Judged, Nodes, judge, judge_file, judge_run, run};
pub use engine::run_facts::RunFacts;
pub use engine::settings::{Profile, RuleSettings, Settings, Spared};
pub use rule_index::find_rule;
pub(crate) use rule_index::nearest_rule;
