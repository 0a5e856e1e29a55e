//! What rules are, what they may look at, what they report, and how a run goes over them.

pub(super) mod baseline;
pub(super) mod changes;
pub(super) mod context;
pub(super) mod daemon_sets;
pub(super) mod edit;
pub(super) mod facts;
pub(super) mod finding;
pub(super) mod fix;
pub(super) mod give_way;
pub(super) mod ignore;
pub(super) mod kubernetes_version;
pub(super) mod located_field;
pub(super) mod options;
pub(super) mod origin;
pub(super) mod other_party;
pub(super) mod placeholder;
pub(super) mod read_facts;
pub(super) mod related_kinds;
pub(super) mod report_with_labels;
pub(super) mod rule;
pub(super) mod run;
pub(super) mod run_facts;
pub(super) mod schema_problems;
pub(super) mod settings;
pub(super) mod snippet;
