//! Rules and their findings. A rule is one file under `rules/`; nothing else needs to know it by name.

mod absent_labels;
mod agent_class;
mod agent_families;
mod api;
mod baseline;
mod budget;
mod changes;
mod company;
mod container_resources;
mod context;
mod daemon_sets;
mod disjoint;
mod docker;
mod edit;
mod engine;
mod facts;
mod faults;
mod finding;
mod fix;
mod host_access;
mod host_ports;
mod idle;
mod ignore;
mod image;

mod known_powers;
mod known_taints;
mod kustomization;
mod label_selector;
mod labels;
mod managed;
mod meeting;
mod namespaces;
mod node_constraints;
mod node_critical;
mod node_labels;
mod node_scope;
mod options;
mod other_party;
mod other_workloads;
mod partners;
mod placeholder;
mod places;
mod pod_edit;
pub mod pod_security;
mod probe_target;
mod probes;
mod rbac;
mod refused;
mod registries;
mod registry;
mod related;
mod rule;
pub mod rules;
mod run_facts;
mod satisfiable;
mod service_names;
mod services;
mod settings;
mod several;
mod single_arch;
pub mod snippet;
mod spot;
mod surge;
mod twins;
mod vicinity;
mod written;

pub use agent_class::{AgentClass, agent_class};
pub use baseline::{Baseline, BaselineFault, Compared, Files, Known};
pub use changes::{Checked, not_in};
pub use context::{Context, DaemonSetContext, RunContext};
pub use engine::{FileByFile, Judged, judge, judge_file, judge_run, run};
pub use facts::Facts;
pub use finding::{Finding, Findings, Label, Place, Server};
pub use fix::{Applicability, Fix};
pub use host_access::{HostAccess, HostAccessKind, host_access, host_paths};
pub use ignore::{Ignore, IgnoredRule, Ignores, Misspelling, Suppressed};
pub use image::ImageReference;

pub use options::{ListOption, NumberOption, OptionValue, Options, QuantityOption, RuleOption, Unit};
pub use rbac::service_account;
pub use registry::{find_rule, nearest_rule};
pub use related::{depends_on, related_kinds};
pub use rule::{Category, Check, Default, Needs, Page, Reach, Rule, Severity};
pub use run_facts::RunFacts;
pub use settings::{Origin, Profile, RuleSettings, Settings, Sourced};

/// What a rule file needs.
pub mod prelude {
    pub use super::{
        Applicability, Category, Check, Context, DaemonSetContext, Default, Finding, Findings, Ignores,
        ListOption, Needs, NumberOption, Page, Place, QuantityOption, Reach, Rule, RuleOption, RunContext,
        Server, Severity, Unit,
    };
    pub use crate::yaml::FieldPath;
    pub use crate::yaml::edit::{At, Patch};
}
