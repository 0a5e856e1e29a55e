//! What a rule file needs.

pub(crate) use super::engine::context::{Context, DaemonSetContext, RunContext};
pub(crate) use super::engine::finding::{Finding, Findings, Place, Server};
pub(crate) use super::engine::fix::Applicability;
pub(crate) use super::engine::ignore::Ignores;
pub(crate) use super::engine::options::{ListOption, NumberOption, RuleOption, Unit};
pub(crate) use super::engine::rule::{Activation, Category, Check, Needs, Page, Rule, Severity, Yields};
pub(crate) use crate::yaml::FieldPath;
pub(crate) use crate::yaml::edit::{At, Patch};
