//! The faults of an object under the API's schema, as the rules report them.

use std::mem::discriminant;

use super::context::Context;
use super::finding::{Finding, Findings};
use super::placeholder::is_placeholder;
use crate::manifest::schema::{Problem, ProblemKind};
use crate::yaml::Segment;

impl<'a> Context<'a> {
    /// The faults that an author can mend, each once.
    ///
    /// Left out: what an alias repeats; what `sops` adds or a placeholder stands for, since kubectl never sees it; top-level
    /// keys of two objects in one mapping, for which `duplicate-key` names the cause; fields of other workloads, which
    /// `deployment-field-on-daemonset` reports.
    pub fn problems(&self) -> Vec<&'a Problem> {
        let glued = !self.object.merged_documents().is_empty();
        let mut problems: Vec<&Problem> = Vec::new();
        for problem in self.object.problems() {
            let is_name =
                matches!(problem.kind, ProblemKind::UnknownField { .. } | ProblemKind::MisplacedField { .. });
            let left_out = is_sops(problem)
                || (is_name && self.is_of_other_workload(&problem.path))
                || (glued && is_name && problem.path.segments().len() == 1)
                || (!is_name && is_placeholder(self.written(problem)))
                || is_repeated(&problems, problem);
            if !left_out {
                problems.push(problem);
            }
        }
        problems
    }

    /// Whether one of these fields is written at a level where the API does not look: `misplaced-field` names the cause of
    /// what other rules miss.
    pub(crate) fn is_misplaced(&self, fields: &[&str]) -> bool {
        self.object.problems().iter().any(|problem| match &problem.kind {
            ProblemKind::MisplacedField { name, .. } => fields.contains(&name.as_str()),
            _ => false,
        })
    }

    /// The text of the value that a problem is about.
    pub fn written(&self, problem: &Problem) -> &'a str {
        self.run.set.source_of(self.object).slice(problem.value)
    }

    /// Reports a problem at its place (a value of several lines at its key), with the alias through which it came.
    pub fn report<'f>(
        &self,
        out: &'f mut Findings,
        problem: &Problem,
        message: impl Into<String>,
    ) -> &'f mut Finding {
        let span = problem.place();
        let is_long = self.run.set.source_of(self.object).slice(span).contains('\n');
        let span = if is_long { self.object.span_of(&problem.path) } else { span };
        let finding = out.report(self.place(span, &problem.path), message);
        if let Some(through) = problem.through {
            finding.label(through, "it counts here, through this");
        }
        finding
    }
}

/// Whether the last of the known problems, which come sorted by place, say the same of the same text.
fn is_repeated(known: &[&Problem], problem: &Problem) -> bool {
    let place = problem.place();
    let mut near = known.iter().rev().take_while(|known| known.place().start == place.start);
    near.any(|known| known.place() == place && discriminant(&known.kind) == discriminant(&problem.kind))
}

fn is_sops(problem: &Problem) -> bool {
    matches!(problem.path.segments().first(), Some(Segment::Key(key)) if key == "sops")
}
