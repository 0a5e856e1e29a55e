//! The words for what is wrong with a text.

use super::limits::Limits;
use super::scalar::ScalarError;
use super::span::Span;
use super::syntax_error::SyntaxError;
use super::utf8::Invalid;

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
        .help("put text that starts with a bracket into quotes")
}

/// A collection that exceeds the depth limit.
pub(super) fn too_deep(limits: &Limits, span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("document is nested deeper than {} levels", limits.depth))
}

/// A document whose offsets do not fit 32 bits.
pub(super) fn too_long(span: Span) -> SyntaxError {
    SyntaxError::new(span, "the document is longer than 1 GiB")
}

/// A document that exceeds the node limit, with its aliases or without them.
pub(super) fn too_many(limits: &Limits, span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("document and its aliases hold more than {} values", limits.nodes))
}

/// Aliases of aliases.
pub(super) fn repeats_too_many(span: Span) -> SyntaxError {
    SyntaxError::new(span, "aliases repeat far more values than the document writes")
        .help("write out what is meant; some programs run out of memory over this")
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

/// A number beyond what 64 bits hold.
pub(super) fn number_range(span: Span) -> SyntaxError {
    SyntaxError::new(span, "the number is out of range").help("put it into quotes if it is text")
}

/// A tab where kubectl wants spaces.
pub(super) fn tab(span: Span) -> SyntaxError {
    SyntaxError::new(span, "a tab cannot indent a line").help("replace it by spaces")
}

/// White space other than that of YAML, which looks the same.
pub(super) fn no_break_space(span: Span) -> SyntaxError {
    SyntaxError::new(span, "a no-break space (U+00A0) cannot indent a line").help("replace it by a space")
}

/// Bytes that are not UTF-8.
pub(super) fn not_utf8(invalid: Invalid) -> SyntaxError {
    let span = Span::new(invalid.at, invalid.at + char::REPLACEMENT_CHARACTER.len_utf8());
    let error = SyntaxError::new(span, "this is not UTF-8").help("save the file as UTF-8");
    SyntaxError { kubectl: Some(invalid.words), ..error }
}

/// A character that ends a scalar within brackets, as far as go-yaml knows.
pub(super) fn indicator_in_flow(span: Span) -> SyntaxError {
    SyntaxError::new(span, "kubectl refuses this character within brackets").help("put the value into quotes")
}

/// An anchor or alias whose name go-yaml does not read to its end.
pub(super) fn anchor_name(span: Span) -> SyntaxError {
    SyntaxError::new(span, "names of anchors are letters, digits, `-` and `_`")
        .help("rename it, or quote text")
}

/// An escape that JSON knows and go-yaml does not.
pub(super) fn escape(span: Span) -> SyntaxError {
    SyntaxError::new(span, "kubectl does not know this escape")
        .help("write the character itself, or use single quotes")
}

/// A line that belongs to a template rather than to YAML gets the advice that helps.
pub(super) fn mind_templates(error: SyntaxError, text: &str) -> SyntaxError {
    let before = text.get(..error.span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if line.contains("{{") || line.contains("{%") {
        return error.help("this looks like a template: render it first");
    }
    error
}
