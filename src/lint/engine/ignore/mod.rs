//! What manifests ask to leave out: `# daemonset-lint: ignore[rule] reason`, and the annotation `daemonset-lint/ignore`.
//!
//! A comment before the first key of a document holds for the document, one behind a value for its line, and one on a
//! line of its own for the line below it. An annotation holds for its object.

mod annotation;
mod comment;

use std::collections::HashMap;

use crate::lint::engine::context::RunContext;
use crate::lint::engine::finding::{Finding, Place};
use crate::lint::engine::rule::{Check, Needs, Rule};
use crate::lint::engine::rule_index::find_rule;
use crate::yaml::Span;

/// Everything that the manifests of a run ask to leave out.
#[derive(Debug, Default)]
pub struct Ignores {
    /// What is asked for, in the order of the run.
    pub list: Vec<Ignore>,
    /// What reads as if it asked for something.
    pub misspelt: Vec<Misspelling>,
    /// Where in the list a rule is named, by file.
    index: HashMap<(usize, &'static str), Vec<Named>>,
}

/// One ignore.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// The comment, or the value of the annotation.
    pub at: Place,
    /// The rules, as they are named.
    pub rules: Vec<IgnoredRule>,
    /// Why, as it is written: anything may stand there.
    pub reason: Option<String>,
    scope: Scope,
}

/// A rule that an ignore names.
#[derive(Clone, Debug)]
pub struct IgnoredRule {
    /// The name as it is written: anything may stand there.
    pub name: String,
    /// Where.
    pub span: Span,
    /// The rule, if there is one of that name.
    pub rule: Option<&'static Rule>,
    /// Whether it found something to ignore.
    pub is_used: bool,
    /// Whether the rule ran, so that finding nothing means something.
    pub is_judged: bool,
}

/// Something that reads as if it asked to leave out findings, and does not.
#[derive(Clone, Debug)]
pub struct Misspelling {
    /// The place.
    pub at: Place,
    /// What is wrong.
    pub problem: &'static str,
    /// How it is written.
    pub help: String,
}

/// A finding that a manifest asks to leave out.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why, as it is written: anything may stand there.
    pub reason: Option<String>,
}

/// A rule of an ignore: their indexes.
type Named = (usize, usize);

/// Where an ignore holds, the narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    /// Findings that start here.
    Line(Span),
    /// Findings of an object.
    Object(usize),
    /// Findings that start in a document.
    Document(Span),
}

impl Scope {
    fn covers(self, place: &Place) -> bool {
        match self {
            Self::Object(object) => place.object == Some(object),
            Self::Line(span) | Self::Document(span) => (span.start..=span.end).contains(&place.span.start),
        }
    }
}

impl Ignores {
    /// Reads the comments and annotations of a run.
    pub(crate) fn of(cx: &RunContext<'_>) -> Self {
        let mut ignores = Self::default();
        for comment in &cx.set.comments {
            comment::read(cx, comment, &mut ignores);
        }
        for (index, object) in cx.set.objects.iter().enumerate() {
            annotation::read(cx, index, object, &mut ignores);
        }
        for (at, ignore) in ignores.list.iter().enumerate() {
            for (rule_at, named) in ignore.rules.iter().enumerate() {
                let Some(rule) = named.rule else { continue };
                ignores.index.entry((ignore.at.file, rule.id)).or_default().push((at, rule_at));
            }
        }
        ignores
    }

    /// Takes out the findings that an ignore covers.
    pub(crate) fn apply(&mut self, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
        let mut suppressed = Vec::new();
        if self.list.is_empty() {
            return suppressed;
        }
        findings.retain(|finding| {
            let Some(at) = self.use_for(finding) else { return true };
            suppressed.push(Suppressed { finding: finding.clone(), reason: self.list[at].reason.clone() });
            false
        });
        suppressed
    }

    /// Marks what covers a finding; the index of the narrowest.
    fn use_for(&mut self, finding: &Finding) -> Option<usize> {
        let candidates = self.index.get(&(finding.at.file, finding.rule.id))?;
        let mut narrowest: Option<usize> = None;
        for &(at, rule_at) in candidates {
            if self.list[at].scope.covers(&finding.at) {
                self.list[at].rules[rule_at].is_used = true;
                let scope = |at: usize| self.list[at].scope;
                narrowest = narrowest.filter(|known| scope(*known) <= scope(at)).or(Some(at));
            }
        }
        narrowest
    }
}

impl IgnoredRule {
    /// A name in a file of the run.
    fn new(cx: &RunContext<'_>, file: usize, name: &str, span: Span) -> Self {
        let rule = find_rule(name);
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
