//! The words for what is wrong with a text.

use granit_parser::{ErrorKind, ScanError};

use super::document::{Limits, SyntaxError};
use super::scalar::ScalarError;
use super::span::Span;

/// What a scalar that has no meaning is told.
pub(super) fn scalar_error(error: ScalarError, span: Span) -> SyntaxError {
    let (message, help) = match error {
        ScalarError::NotFinite => {
            ("JSON has no infinity and no NaN", "put the value into quotes if it is text")
        }
        ScalarError::WrongTag => ("the value does not fit its tag", "remove the tag, or correct the value"),
        ScalarError::NotBase64 => ("`!!binary` needs base64", "remove the tag, or encode the value"),
        ScalarError::NullKey => ("a key must not be null", "put the key into quotes"),
        ScalarError::HugeKey => ("the number is too large for a key", "put the key into quotes"),
    };
    SyntaxError::new(span, message).help(help)
}

/// A mapping or sequence in the place of a key.
pub(super) fn collection_key(span: Span) -> SyntaxError {
    SyntaxError::new(span, "a mapping or sequence cannot be a key")
        .help("if this is a template such as {{ … }}, render it first; otherwise put the key into quotes")
}

/// A collection that exceeds the depth limit.
pub(super) fn too_deep(limits: &Limits, span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("document is nested deeper than {} levels", limits.depth))
}

/// A document that exceeds the node limit, with its aliases or without them.
pub(super) fn too_many(limits: &Limits, span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("document and its aliases hold more than {} values", limits.nodes))
}

/// An alias within the value that carries its anchor.
pub(super) fn recursive_alias(span: Span) -> SyntaxError {
    SyntaxError::new(span, "the alias stands within its own anchor").help("a value cannot contain itself")
}

/// `<<` with something other than mappings behind it.
pub(super) fn not_mergeable(span: Span) -> SyntaxError {
    SyntaxError::new(span, "`<<` merges mappings only")
        .help("write a mapping, an alias of one, or a list of these")
}

/// What the parser found, in plain words and at the best place.
pub(super) fn explain(text: &str, part: Span, error: &ScanError, limits: &Limits) -> SyntaxError {
    let at = part.start + error.marker().byte_offset().unwrap_or_default();
    let at = at.min(part.end);
    let length =
        text.get(at..part.end).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n' && *c != '\r');
    let span = Span::new(at, at + length.map_or(0, char::len_utf8));
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(limits, span);
    }
    SyntaxError::new(span, error.kind().to_string())
}

/// A number beyond what 64 bits hold.
pub(super) fn number_range(span: Span) -> SyntaxError {
    SyntaxError::new(span, "the number is out of range").help("put it into quotes if it is text")
}
