//! The rules that an ignore names.

use super::ignores::IgnoredRule;
use crate::lint::engine::context::RunContext;
use crate::lint::engine::rule::{Check, Needs, Rule};
use crate::yaml::Span;

impl IgnoredRule {
    /// A name in a file of the run.
    pub(super) fn new(cx: &RunContext<'_>, file: usize, name: &str, span: Span) -> Self {
        let rule = cx.settings.find(name);
        let is_judged = rule.is_some_and(|rule| is_judged(cx, rule, file));
        Self { name: name.to_owned(), span, rule, is_used: false, is_judged }
    }
}

/// Whether finding nothing says something: the rule ran, and saw all that it could want.
///
/// A run may hold a part of a repository only, so that the objects beside which a rule finds something may be missing.
fn is_judged(cx: &RunContext<'_>, rule: &Rule, file: usize) -> bool {
    let saw_all = match rule.needs {
        Needs::Manifest | Needs::File => true,
        Needs::Inventory => cx.coverage.is_some(),
        Needs::Related => false,
    };
    saw_all && !matches!(rule.check, Check::Ignores(_)) && cx.runs(rule, file)
}
