//! The file of a baseline: JSON with one finding a line, so that a change of it reads well in a review.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Baseline, Known};
use crate::yaml::{self, Document, Limits, Node, Number, SourceFile, Span, Value};

/// What tells a baseline from other files.
const FORMAT: &str = "daemonset-lint-baseline";
const VERSION: i64 = 1;

/// Why a file is no baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaselineFault {
    /// The place.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    known: &'a Known,
    #[serde(skip_serializing_if = "is_one")]
    count: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Baseline {
    /// The text of the file.
    ///
    /// # Errors
    /// None in practice: every key is a string.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        let lines = self.entries.iter().map(|(known, count)| {
            serde_json::to_string(&Line { known, count: *count }).map(|line| format!("\n    {line}"))
        });
        let lines = lines.collect::<Result<Vec<_>, _>>()?.join(",");
        let end = if lines.is_empty() { "" } else { "\n  " };
        Ok(format!(
            "{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION},\n  \"findings\": [{lines}{end}]\n}}\n"
        ))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub(crate) fn parse(source: &SourceFile) -> Result<Self, BaselineFault> {
        let document = root(source)?;
        let root = document.root();
        if root.get("format").and_then(Node::as_str) != Some(FORMAT) {
            return Err(fault(start(root.span), "this file is no baseline", "name another file"));
        }
        let version = root.get("version");
        if version.map(|node| node.value) != Some(Value::Number(Number::Int(VERSION))) {
            let span = version.map_or(start(root.span), |node| node.span);
            return Err(fault(span, "a version that this program does not know", "update daemonset-lint"));
        }
        let findings = root.get("findings");
        let Some(list) = findings.and_then(Node::as_list) else {
            let span = findings.map_or(start(root.span), |node| start(node.span));
            return Err(fault(span, "`findings` is no list", ANEW));
        };
        let mut entries = BTreeMap::new();
        for node in list {
            let (known, count) = entry(node)?;
            let sum: &mut usize = entries.entry(known).or_default();
            *sum = sum.saturating_add(count);
        }
        Ok(Self { entries })
    }
}

/// What to do with a file that was a baseline.
const ANEW: &str = "restore the file, or remove it and run check --write-baseline";

fn root(source: &SourceFile) -> Result<Document, BaselineFault> {
    let mut documents = yaml::load(source, &Limits::default()).into_iter();
    let first = documents.next().map(|document| document.content);
    match first {
        Some(Ok(Some(document))) if documents.next().is_none() => Ok(document),
        Some(Ok(Some(document))) => Err(fault(start(document.root().span), "more than one JSON value", ANEW)),
        Some(Err(error)) => Err(fault(error.span, error.message, ANEW)),
        Some(Ok(None)) | None => Err(fault(Span::at(0), "the file is empty", ANEW)),
    }
}

fn entry(node: Node<'_>) -> Result<(Known, usize), BaselineFault> {
    let mut known = Known::default();
    let mut count = 1;
    let Some(fields) = node.as_map() else { return Err(fault(start(node.span), "this is no finding", ANEW)) };
    for field in &fields.entries {
        let place = match field.key {
            "file" => &mut known.file,
            "object" => &mut known.object,
            "rule" => &mut known.rule,
            "path" => &mut known.path,
            "message" => &mut known.message,
            "count" => {
                count = self::count(field.value)?;
                continue;
            }
            _ => return Err(fault(field.key_span, "an unknown key", ANEW)),
        };
        let Some(text) = field.value.as_str() else {
            return Err(fault(start(field.value.span), format!("`{}` is no string", field.key), ANEW));
        };
        text.clone_into(place);
    }
    for (key, value) in [("rule", &known.rule), ("message", &known.message), ("file", &known.file)] {
        if value.is_empty() {
            return Err(fault(start(node.span), format!("this finding has no `{key}`"), ANEW));
        }
    }
    Ok((known, count))
}

fn count(node: Node<'_>) -> Result<usize, BaselineFault> {
    let count = match node.value {
        Value::Number(Number::Int(count)) => usize::try_from(count).ok().filter(|count| *count > 0),
        _ => None,
    };
    count.ok_or_else(|| fault(start(node.span), "`count` is no number of findings", ANEW))
}

/// A place where a value starts: snippets of whole files help nobody.
fn start(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start + 1))
}

fn fault(span: Span, message: impl Into<String>, help: &str) -> BaselineFault {
    BaselineFault { span, message: message.into(), help: help.to_owned() }
}
