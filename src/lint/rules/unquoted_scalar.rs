//! unquoted-scalar: a word or number without quotes where the API wants a string.

use crate::lint::engine::snippet::quoted;
use crate::lint::prelude::*;
use crate::manifest::schema::{Found, ProblemKind};
use crate::yaml::{Node, Value};

pub(super) static RULE: Rule = Rule {
    id: "unquoted-scalar",
    summary: "a boolean or number is written without quotes where a string is needed",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A field that takes a string has a scalar without quotes that kubectl reads as a boolean or a number: values of environment
variables, labels, annotations, node selectors and tolerations, arguments of commands, tags of images. kubectl reads YAML 1.1,
where `yes`, `no`, `on`, `off`, `y` and `n` are booleans, `0755` is octal, `1_000` is a number, and `1.10` is 1.1.",
        why: "\
The manifest is refused: `json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string`, or
`cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string`. A tool in between
that turns the value into a string sends `true` for `yes` and `1.1` for `1.10`, and the pods wait for a label that no node has.",
        remedy: "\
Put the value in quotes, as it is written. Quotes do no harm where a string is wanted.",
        bad: "
nodeSelector:
  gpu: yes
env:
  - name: AGENT_PORT
    value: 9200
",
        good: "
nodeSelector:
  gpu: \"yes\"
env:
  - name: AGENT_PORT
    value: \"9200\"
",
        links: &[
            "https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/",
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
            "https://yaml.org/type/bool.html",
        ],
    },
    check: Check::Workload(check),
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    for problem in cx.problems() {
        let ProblemKind::NotAString { found, written } = &problem.kind else { continue };
        let read = cx.object.node().at(&problem.path).map(read).unwrap_or_default();
        let message =
            format!("`{written}` is {} here, but must be a string", meaning(*found, written, &read));
        cx.report(out, problem, message).help(format!("put it in quotes: {}", quoted(written))).fix(
            Applicability::Safe,
            "put it in quotes",
            cx.quote(&problem.path),
        );
    }
}

/// What kubectl reads, as JSON.
fn read(node: Node<'_>) -> String {
    match node.value {
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn meaning(found: Found, written: &str, read: &str) -> String {
    match found {
        Found::Bool if written == read => "a boolean".to_owned(),
        Found::Bool => format!("the boolean {read}"),
        _ if written == read => "a number".to_owned(),
        _ => format!("the number {read}"),
    }
}
