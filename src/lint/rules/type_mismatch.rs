//! type-mismatch: a value of a kind that its field does not take.

use crate::lint::engine::snippet;
use crate::lint::prelude::*;
use crate::manifest::schema::{Found, Problem, ProblemKind, Ty, Type};
use crate::placement::Quantity;
use crate::words::shortened;
use crate::yaml::{Node, Style, Value};

pub(super) static RULE: Rule = Rule {
    id: "type-mismatch",
    summary: "a value is not of the type that its field takes",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A value that the API cannot read as its field: a string where a number or a boolean belongs (`containerPort: \"80\"`), a scalar or a
mapping where a list belongs (`command: agent`), a list for a mapping, a fraction or a number that is out of range for a whole
number, a quantity with an unknown suffix (`128mi`), a time that is not RFC 3339, and an empty item in a list of objects. `null`
counts as a field that is left out, and `80.0` as 80, as kubectl has it. Words and numbers where a string belongs are
unquoted-scalar.",
        why: "\
The server cannot decode the object and creates nothing: `json: cannot unmarshal string into Go struct field
Container.spec.template.spec.containers.command of type []string`, or `unable to parse quantity's suffix`. It stops at the first
fault, so that a manifest with three takes three tries. An empty item is read as an object without any field, and refused for
what it lacks: `spec.template.spec.containers[0].name: Required value`.",
        remedy: "\
Write the value as the field takes it; `kubectl explain daemonset.spec.template.spec.containers` shows the type behind each name.
Quotes make a string of a number; a list has a dash before each item.",
        bad: "
containers:
  - name: agent
    command: /agent
    ports:
      - containerPort: \"8080\"
    resources:
      limits: {memory: 128mi}
",
        good: "
containers:
  - name: agent
    command: [/agent]
    ports:
      - containerPort: 8080
    resources:
      limits: {memory: 128Mi}
",
        links: &[
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
            "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/",
            "https://kubernetes.io/docs/reference/kubectl/generated/kubectl_explain/",
        ],
    },
    check: Check::Workload(check),
};

/// Characters of a text that a message shows.
const LONGEST: usize = 24;

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    for problem in cx.problems() {
        let Some(node) = cx.object.node().at(&problem.path) else { continue };
        let name = name(&problem.path);
        let (message, help) = match problem.kind {
            ProblemKind::WrongType { expected, found } => {
                (wrong_type(&name, expected, found), Some(advice(problem, node, expected, found)))
            }
            ProblemKind::Malformed { expected } => {
                let text = snippet::quoted(&shortened(node.as_str().unwrap_or_default(), LONGEST));
                (format!("{name} takes {expected}; {text} is none"), spelling(node, expected))
            }
            ProblemKind::EmptyElement { .. } => {
                (format!("{name} is empty"), Some("fill the item in, or remove the dash".to_owned()))
            }
            _ => continue,
        };
        let finding = cx.report(out, problem, message);
        if let Some(help) = help {
            finding.help(help);
        }
        if let Some((how_sure, text)) = meant(&problem.kind, node) {
            finding.fix(how_sure, format!("write {text}"), cx.set(&problem.path, &text));
        }
    }
}

/// What the value was meant to be, where that is plain.
fn meant(kind: &ProblemKind, node: Node<'_>) -> Option<(Applicability, String)> {
    let text = node.as_str()?;
    match kind {
        ProblemKind::WrongType { expected: Ty::Int32 | Ty::Int64, .. } => {
            let number: i64 = text.trim().parse().ok()?;
            Some((Applicability::Safe, number.to_string()))
        }
        ProblemKind::WrongType { expected: Ty::Bool, .. } => {
            Some((Applicability::Safe, truth(text)?.to_string()))
        }
        ProblemKind::WrongType { expected: Ty::List(Ty::Str), .. } => {
            let is_word = !text.is_empty() && !text.contains(char::is_whitespace);
            is_word.then(|| (Applicability::Unsafe, format!("[{}]", snippet::quoted(text))))
        }
        ProblemKind::Malformed { expected: Ty::Quantity } => Some((Applicability::Unsafe, quantity(text)?)),
        _ => None,
    }
}

/// The field in words; an item of a list is called after the list.
fn name(path: &FieldPath) -> String {
    if let Some(name) = path.last_key() {
        return format!("`{name}`");
    }
    let list = path.parent();
    let list = list.as_ref().and_then(FieldPath::last_key).unwrap_or("the list");
    format!("an item of `{list}`")
}

fn wrong_type(name: &str, expected: Ty, found: Found) -> String {
    match (expected, found) {
        (Ty::Int32 | Ty::Int64 | Ty::IntOrString, Found::Integer) => format!("{name} is out of range"),
        (_, Found::Fraction) => format!("{name} takes {expected}, not a fraction"),
        _ => format!("{name} takes {expected}, not {found}"),
    }
}

/// What was probably meant by a value of the wrong type.
fn advice(problem: &Problem, node: Node<'_>, expected: Ty, found: Found) -> String {
    let text = node.as_str().unwrap_or_default();
    let plain = match (expected, found) {
        (Ty::Bool, _) => return boolean(text),
        (Ty::Int32 | Ty::Int64, Found::Text) => return number(text),
        (Ty::List(item), _) => return list(problem, node, *item),
        (Ty::Map(_), Found::Text) => return pair(text),
        (Ty::Ref(ty), Found::Text) => return object(problem, text, ty),
        (Ty::Int32 | Ty::IntOrString, Found::Integer) => "write a number from -2147483648 to 2147483647",
        (Ty::Int32 | Ty::Int64, _) | (Ty::IntOrString, Found::Fraction) => "write a whole number",
        (Ty::IntOrString, _) => "write a whole number or a string",
        (Ty::Quantity, _) => "write a quantity, such as 100m or 128Mi",
        (Ty::Str, Found::Map) if node.style == Style::Flow => {
            "put the text in quotes: braces without them make a mapping"
        }
        (Ty::Map(_), Found::List) if node.style == Style::Block => {
            "remove the dashes: one `key: value` a line"
        }
        (Ty::Ref(_), Found::List) if node.style == Style::Block => "remove the dash before the first field",
        (Ty::Map(_) | Ty::Ref(_), _) => "write a mapping: one `key: value` a line",
        _ => return format!("write {expected}"),
    };
    plain.to_owned()
}

fn number(text: &str) -> String {
    match text.trim().parse::<i64>() {
        Ok(number) => format!("write {number}, without quotes"),
        Err(_) => "write a whole number, without a unit or a name".to_owned(),
    }
}

fn boolean(text: &str) -> String {
    match truth(text) {
        Some(flag) => format!("write {flag}, without quotes"),
        None => "write true or false".to_owned(),
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => Some(true),
        "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

fn list(problem: &Problem, node: Node<'_>, item: Ty) -> String {
    let field = problem.path.last_key().unwrap_or_default();
    match (&node.value, item) {
        (Value::String(text), Ty::Str) if !text.is_empty() && !text.contains(char::is_whitespace) => {
            format!("write a list: `{field}: [{}]`", snippet::quoted(text))
        }
        (Value::Map(map), Ty::Ref(ty)) => match map.entries.first() {
            Some(first) if ty.field(first.key).is_some() && node.style == Style::Flow => {
                "write a list: put the braces in brackets, [{…}]".to_owned()
            }
            Some(first) if ty.field(first.key).is_some() => {
                format!("write a list: put a dash before `{}`, and indent the rest to match", first.key)
            }
            Some(first) if ty.field("name").is_some() => {
                format!("write a list with a name in each item: `- name: {}`", snippet::scalar(first.key))
            }
            _ => "write a list: a dash before each item".to_owned(),
        },
        (Value::String(text), Ty::Str) if !text.is_empty() => {
            "write a list: each word an item of its own, behind a dash".to_owned()
        }
        _ => "write a list: a dash before each item".to_owned(),
    }
}

/// `key=value`, as command lines have it, or a text without a sign.
fn pair(text: &str) -> String {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.contains([',', '=']) => {
            format!("write a mapping: `{}`", snippet::pair(key, value))
        }
        _ => "write a mapping: one `key: value` a line".to_owned(),
    }
}

fn object(problem: &Problem, text: &str, ty: &Type) -> String {
    let field = problem.path.last_key().unwrap_or_default();
    let only = {
        let mut required = ty.fields.iter().filter(|field| field.required && field.ty == Ty::Str);
        required.next().filter(|_| required.next().is_none())
    };
    match only {
        _ if text.is_empty() => format!("write `{field}: {{}}` for one without settings"),
        Some(inner) => format!("write `{field}: {{{}: {}}}`", inner.name, snippet::scalar(text)),
        None => format!("write a mapping with the fields of `{field}`"),
    }
}

/// The right spelling of a text that does not read as what the field takes.
fn spelling(node: Node<'_>, expected: Ty) -> Option<String> {
    let text = node.as_str()?;
    match expected {
        Ty::Quantity => Some(match quantity(text) {
            Some(meant) => format!("write {meant}"),
            None => "write a number with a suffix that Kubernetes knows: m, k, M, G, Ki, Mi, Gi".to_owned(),
        }),
        Ty::Time => Some("write date and time with a zone: 2006-01-02T15:04:05Z".to_owned()),
        Ty::Bytes => Some("encode the bytes in base64".to_owned()),
        _ => None,
    }
}

/// The quantity that was meant, where case, a space or the letter of bytes spoil it.
fn quantity(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    let digits = text.find(|char: char| char.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let suffix = match suffix.to_ascii_lowercase().as_str() {
        "b" => "",
        "k" | "kb" => "k",
        "mb" => "M",
        "g" | "gb" => "G",
        "t" | "tb" => "T",
        "ki" | "kib" => "Ki",
        "mi" | "mib" => "Mi",
        "gi" | "gib" => "Gi",
        "ti" | "tib" => "Ti",
        _ => suffix,
    };
    let meant = format!("{number}{suffix}");
    meant.parse::<Quantity>().is_ok().then_some(meant)
}
