//! Whether any node at all can meet a set of requirements; decided label by label, by trying every value that matters.

use k8s_openapi::api::core::v1::{NodeSelectorRequirement, NodeSelectorTerm, PodSpec};

use super::node_constraints::{Constraint, selector_constraints, term_constraints};
use super::node_scope::required_terms_path;
use crate::lint::knowledge::node_labels::present_name;
use crate::placement::{FieldRequirement, Requirement, RequirementError};
use crate::yaml::FieldPath;

/// Labels that the kubelet puts on every node, so that none is without them.
const ALWAYS_THERE: [&str; 3] = ["kubernetes.io/os", "kubernetes.io/arch", "kubernetes.io/hostname"];

/// One requirement, and where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// The entry, expression or field.
    pub(crate) path: FieldPath,
    /// The requirement in words: `kubernetes.io/os In [linux]`.
    pub(crate) words: String,
    /// The label or field by its present name.
    pub(crate) subject: String,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Label(Requirement),
    Field(FieldRequirement),
}

impl Clause {
    /// Whether a node meets it whose label or field has this value.
    fn holds(&self, value: Option<&str>) -> bool {
        match &self.test {
            Test::Label(requirement) => {
                let label = value.map(|value| (requirement.key().to_owned(), value.to_owned()));
                requirement.matches(&label.into_iter().collect())
            }
            Test::Field(requirement) => requirement.matches(value.unwrap_or_default()),
        }
    }

    fn values(&self) -> Vec<&str> {
        match &self.test {
            Test::Label(requirement) => requirement.values().collect(),
            Test::Field(requirement) => requirement.name().into_iter().collect(),
        }
    }
}

/// What every node of the pod must meet: `nodeSelector`, `nodeName`, and `os` (which the kubelet holds against its own).
///
/// Entries that the server refuses are left out.
pub(crate) fn pod_clauses(pod: &PodSpec) -> Vec<Clause> {
    let selector = selector_constraints(pod);
    let mut clauses: Vec<Clause> = selector.iter().filter_map(|pair| label_clause(pair).ok()).collect();
    let spec = FieldPath::parse("spec.template.spec");
    if let Some(os) = &pod.os {
        let path = spec.clone().key("os").key("name");
        let written =
            Constraint { path, key: "kubernetes.io/os", operator: "In", values: vec![&os.name], term: None };
        clauses.extend(
            label_clause(&written).ok().map(|clause| Clause { words: format!("os {}", os.name), ..clause }),
        );
    }
    if let Some(name) = pod.node_name.as_ref().filter(|name| !name.is_empty()) {
        let written = NodeSelectorRequirement {
            key: FieldRequirement::NAME.to_owned(),
            operator: "In".to_owned(),
            values: Some(vec![name.clone()]),
        };
        let clause = field_clause(spec.key("nodeName"), &written).ok();
        clauses.extend(clause.map(|clause| Clause { words: format!("nodeName {name}"), ..clause }));
    }
    clauses
}

/// The clauses of a required term, and the requirements of it that nothing can meet.
pub(crate) fn term_clauses(
    index: usize,
    term: &NodeSelectorTerm,
) -> (Vec<Clause>, Vec<(FieldPath, RequirementError)>) {
    let expressions = term_constraints(index, term);
    let labels = expressions
        .iter()
        .map(|written| label_clause(written).map_err(|error| (written.path.clone(), error)));
    let path = required_terms_path().index(index).key("matchFields");
    let fields = term.match_fields.iter().flatten().enumerate().map(|(at, written)| {
        let path = path.clone().index(at);
        field_clause(path.clone(), written).map_err(|error| (path, error))
    });
    let mut clauses = Vec::new();
    let mut errors = Vec::new();
    for parsed in labels.chain(fields) {
        match parsed {
            Ok(clause) => clauses.push(clause),
            Err(error) => errors.push(error),
        }
    }
    (clauses, errors)
}

fn label_clause(written: &Constraint<'_>) -> Result<Clause, RequirementError> {
    let values: Vec<String> = written.values.iter().map(|value| (*value).to_owned()).collect();
    let requirement = Requirement::new(written.key, written.operator, &values)?;
    Ok(Clause {
        path: written.path.clone(),
        words: words(written.key, written.operator, &values),
        subject: present_name(written.key).to_owned(),
        test: Test::Label(requirement),
    })
}

fn field_clause(path: FieldPath, written: &NodeSelectorRequirement) -> Result<Clause, RequirementError> {
    let values = written.values.as_deref().unwrap_or_default();
    let words = words(&written.key, &written.operator, values);
    Ok(Clause {
        path,
        words,
        subject: written.key.clone(),
        test: Test::Field(FieldRequirement::new(written)?),
    })
}

fn words(key: &str, operator: &str, values: &[String]) -> String {
    match values {
        [] => format!("{key} {operator}"),
        values => format!("{key} {operator} [{}]", values.join(", ")),
    }
}

/// Whether no node that could ever be meets all that the pod asks for.
pub(crate) fn is_impossible(pod: &PodSpec) -> bool {
    let base = pod_clauses(pod);
    let is_dead = |(index, term): (usize, &NodeSelectorTerm)| {
        let (own, errors) = term_clauses(index, term);
        let all: Vec<Clause> = base.iter().cloned().chain(own).collect();
        !errors.is_empty() || conflict(&all).is_some()
    };
    let terms = super::node_scope::required_terms(pod);
    conflict(&base).is_some() || (!terms.is_empty() && terms.iter().enumerate().all(is_dead))
}

/// Clauses that no node can meet together: one, two, or if it takes more, all on that label; none if some node can.
pub(crate) fn conflict(clauses: &[Clause]) -> Option<Vec<&Clause>> {
    clauses.iter().enumerate().find_map(|(at, clause)| {
        if !can_hold(&[clause]) {
            return Some(vec![clause]);
        }
        let before: Vec<&Clause> =
            clauses[..at].iter().filter(|other| other.subject == clause.subject).collect();
        if let Some(other) = before.iter().find(|other| !can_hold(&[other, clause])) {
            return Some(vec![other, clause]);
        }
        let all: Vec<&Clause> = before.into_iter().chain([clause]).collect();
        (!can_hold(&all)).then_some(all)
    })
}

/// Whether some value meets all of these clauses on one label or field.
fn can_hold(clauses: &[&Clause]) -> bool {
    candidates(clauses).iter().any(|value| clauses.iter().all(|clause| clause.holds(value.as_deref())))
}

/// The values that the clauses can tell apart: those they name, the whole numbers beside these, one that nobody names,
/// and no value at all.
fn candidates(clauses: &[&Clause]) -> Vec<Option<String>> {
    let named: Vec<&str> = clauses.iter().flat_map(|clause| clause.values()).collect();
    let mut fresh = "other".to_owned();
    while named.contains(&fresh.as_str()) {
        fresh.push('x');
    }
    let numbers = named.iter().filter_map(|value| value.parse::<i64>().ok());
    let beside = numbers.flat_map(|number| [number.saturating_sub(1), number.saturating_add(1)]);
    let values = named.iter().map(|value| (*value).to_owned()).chain(beside.map(|number| number.to_string()));
    let mut candidates: Vec<Option<String>> = values.chain([fresh]).map(Some).collect();
    let is_always_there = clauses.iter().any(|clause| {
        ALWAYS_THERE.contains(&clause.subject.as_str()) || matches!(clause.test, Test::Field(_))
    });
    if !is_always_there {
        candidates.push(None);
    }
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    type Written = &'static [(&'static str, &'static str, &'static [&'static str])];

    fn clauses(written: Written) -> Vec<Clause> {
        let constraint = |(key, operator, values): &(&'static str, &'static str, &[&'static str])| {
            Constraint { path: FieldPath::root(), key, operator, values: values.to_vec(), term: Some(0) }
        };
        written.iter().map(|one| label_clause(&constraint(one)).unwrap()).collect()
    }

    #[test]
    fn what_no_node_can_meet_is_found() {
        let impossible: [Written; 8] = [
            &[("pool", "In", &["a"]), ("pool", "In", &["b", "c"])],
            &[("pool", "Exists", &[]), ("pool", "DoesNotExist", &[])],
            &[("pool", "In", &["a", "b"]), ("pool", "NotIn", &["b", "a"])],
            &[("kubernetes.io/os", "In", &["linux"]), ("beta.kubernetes.io/os", "In", &["windows"])],
            &[("kubernetes.io/os", "DoesNotExist", &[])],
            &[("cores", "Gt", &["8"]), ("cores", "Lt", &["9"])],
            &[("cores", "Gt", &["8"]), ("cores", "In", &["4", "many"])],
            &[("cores", "Gt", &["8"]), ("cores", "DoesNotExist", &[])],
        ];
        for written in impossible {
            assert!(conflict(&clauses(written)).is_some(), "{written:?}");
        }
    }

    #[test]
    fn what_some_node_can_meet_is_left_alone() {
        let possible: [Written; 6] = [
            &[("pool", "In", &["a", "b"]), ("pool", "NotIn", &["b"])],
            &[("pool", "NotIn", &["a"]), ("pool", "NotIn", &["b"])],
            &[("pool", "NotIn", &["a"]), ("pool", "DoesNotExist", &[])],
            &[("cores", "Gt", &["8"]), ("cores", "Lt", &["10"])],
            &[("pool", "In", &["a"]), ("zone", "In", &["b"])],
            &[("kubernetes.io/os", "In", &["linux"]), ("beta.kubernetes.io/os", "In", &["linux"])],
        ];
        for written in possible {
            assert!(conflict(&clauses(written)).is_none(), "{written:?}");
        }
    }
}
