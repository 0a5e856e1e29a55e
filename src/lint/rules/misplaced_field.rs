//! misplaced-field: a field of the API, written where the API does not look for it.

use crate::lint::prelude::*;
use crate::manifest::schema;
use crate::manifest::schema::{Problem, ProblemKind};

pub(super) static RULE: Rule = Rule {
    id: "misplaced-field",
    summary: "a field stands at a level where the API does not know it",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A field that the object around it does not have, but that is known elsewhere in the same manifest and takes the value that is
written: tolerations under `spec` instead of `spec.template.spec`, updateStrategy under `spec.template`, periodSeconds inside
`exec`, privileged in the securityContext of the pod, amounts beside `requests` and `limits`. The finding names the place; fields
that went astray together are one finding.",
        why: "\
kubectl apply refuses it: `strict decoding error: unknown field \"spec.tolerations\"`. Clients that validate less (with
`--validate=ignore`, older servers, many operators and Go programs) drop the field without a word. The manifest then reads
as if pods tolerated the taint or ran on the host network, and they do not.",
        remedy: "\
Move the field to the place that the finding names. It is nearly always a matter of indentation: `spec` is the DaemonSet,
`spec.template` the form for its pods with `metadata` and `spec`, and `spec.template.spec` is the pod.",
        bad: "
spec:
  tolerations:
    - operator: Exists
  template:
    spec:
      containers: []
",
        good: "
spec:
  template:
    spec:
      tolerations:
        - operator: Exists
      containers: []
",
        links: &[
            "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        ],
    },
    check: Check::Workload(check),
};

/// Fields that stand in one object and belong in one other.
struct Group<'a> {
    from: Option<FieldPath>,
    into: Vec<String>,
    fields: Vec<(&'a Problem, &'a str, &'a [schema::Place])>,
}

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for problem in cx.problems() {
        let ProblemKind::MisplacedField { name, belongs } = &problem.kind else { continue };
        let (from, into) = (problem.path.parent(), belongs.iter().map(around).collect());
        let field = (problem, name.as_str(), belongs.as_slice());
        match groups.iter_mut().find(|group| group.from == from && group.into == into) {
            Some(group) => group.fields.push(field),
            None => groups.push(Group { from, into, fields: vec![field] }),
        }
    }
    for group in &groups {
        report(cx, group, out);
    }
}

fn report(cx: &Context<'_>, group: &Group<'_>, out: &mut Findings) {
    let Some((&(problem, name, belongs), others)) = group.fields.split_first() else { return };
    let brief: Vec<_> = group.into.iter().map(|path| shortened(path)).collect();
    let (into, brief) = (group.into.join(" or "), brief.join(" or "));
    let message = match others {
        [] => format!("`{name}` belongs in {brief}"),
        [_] => format!("`{name}` and one field more belong in {brief}"),
        _ => format!("`{name}` and {} fields more belong in {brief}", others.len()),
    };
    let finding = cx.report(out, problem, message);
    for (other, ..) in others {
        finding.label(other.place(), "so does this");
    }
    let targets: Vec<_> = belongs.iter().map(ToString::to_string).collect();
    finding.help(match (belongs, others) {
        ([place], []) if place.taken => format!("merge it into {place}, which is written already"),
        (_, []) => format!("move it to {}", targets.join(" or ")),
        _ => format!("move them into {into}"),
    });
    let title = if others.is_empty() { "move it there" } else { "move them there" };
    finding.fix(Applicability::Unsafe, title, moved(cx, group));
    if let [place] = belongs {
        target(cx, problem, place, finding);
    }
}

/// All fields in the one object that takes them under their own names.
fn moved(cx: &Context<'_>, group: &Group<'_>) -> Option<Patch> {
    let target = |belongs: &[schema::Place], name: &str| match belongs {
        [place] if !place.taken => place.path().filter(|path| path.last_key() == Some(name))?.parent(),
        _ => None,
    };
    let (_, name, belongs) = group.fields.first()?;
    let into = target(belongs, name)?;
    let all_there =
        group.fields.iter().all(|(_, name, belongs)| target(belongs, name).as_ref() == Some(&into));
    let fields: Vec<FieldPath> = group.fields.iter().map(|(problem, ..)| problem.path.clone()).collect();
    all_there.then(|| cx.move_into(&fields, &into))?
}

/// Labels the object that the field belongs in, or the field that is there already.
fn target(cx: &Context<'_>, problem: &Problem, place: &schema::Place, finding: &mut Finding) {
    let Some(path) = place.path() else { return };
    if place.taken {
        finding.label(cx.object.key_span_of(&path), "it is also written here");
        return;
    }
    let Some(parent) = path.parent().filter(|parent| !parent.segments().is_empty()) else { return };
    let contains_field = problem.path.segments().starts_with(parent.segments());
    if cx.object.node().at(&parent).is_some() && !contains_field {
        finding.label(cx.object.key_span_of(&parent), "it belongs in here");
    }
}

/// The object that a place lies in.
fn around(place: &schema::Place) -> String {
    match place.steps() {
        [] | [_] => "the object itself".to_owned(),
        [outer @ .., _] => schema::Place::new(outer.to_vec(), false).to_string(),
    }
}

/// A path that is too long for a message, by its last two steps.
fn shortened(path: &str) -> &str {
    const LONGEST: usize = 36;
    let last_two = path.rmatch_indices('.').nth(1).map_or(0, |(dot, _)| dot + 1);
    if path.len() <= LONGEST { path } else { &path[last_two..] }
}
