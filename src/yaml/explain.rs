//! The parser's errors in plain words, at the place where the mistake is.

use granit_parser::ErrorKind;

use super::document::{Limits, SyntaxError};
use super::span::Span;
use super::{place, syntax};

/// Where the parser stopped.
struct Stop<'a> {
    /// The text up to the end of the part that is read.
    text: &'a str,
    /// The offset that the parser names.
    at: usize,
    /// The end of what had been read before.
    read: usize,
}

/// What the parser found at an offset of the text, after it had handed out the values up to `read`.
pub(super) fn explain(text: &str, at: usize, read: usize, kind: &ErrorKind, limits: &Limits) -> SyntaxError {
    let stop = Stop { text, at: at.min(text.len()), read };
    if *kind == ErrorKind::RecursionLimitExceeded {
        return syntax::too_deep(limits, stop.character());
    }
    indentation(&stop, kind)
        .or_else(|| bracket(&stop, kind))
        .or_else(|| quotes(&stop, kind))
        .or_else(|| indicator(&stop, kind))
        .unwrap_or_else(|| SyntaxError::new(stop.character(), "this is not valid YAML"))
}

/// Lines that stand too far left or right, and tabs.
fn indentation(stop: &Stop<'_>, kind: &ErrorKind) -> Option<SyntaxError> {
    let align = "align the line with its neighbours";
    Some(match kind {
        ErrorKind::TabInPlainScalar
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::InvalidBlockEntryWhitespace => syntax::tab(stop.tab()),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry
            if stop.tab_before().is_some() =>
        {
            syntax::tab(stop.tab_before()?)
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::UnexpectedEofBlockMapping if stop.follows_dash() => {
            SyntaxError::new(stop.line(), "a list item cannot stand among keys").help(align)
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::UnexpectedEofBlockMapping => {
            SyntaxError::new(stop.line(), "this does not fit the mapping above it").help(align)
        }
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::UnexpectedEofBlockSequence => {
            SyntaxError::new(stop.line(), "this does not fit the list above it").help(align)
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::CommentInterceptedScalar
        | ErrorKind::InvalidBlockScalarIndent => {
            SyntaxError::new(stop.line(), "the line is indented in a way that does not fit").help(align)
        }
        ErrorKind::MappingValueNotAllowed => mapping_value(stop),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => lone_text(stop.line(), stop.text),
        _ => return None,
    })
}

/// A second `: ` on a line, or a key on a line that continues the value above.
fn mapping_value(stop: &Stop<'_>) -> SyntaxError {
    let before = stop.text.get(stop.line_start()..stop.at).unwrap_or_default();
    if before.contains(": ") {
        return SyntaxError::new(stop.character(), "`: ` cannot stand in a value without quotes")
            .help("put the value into quotes");
    }
    if let Some(glued) = stop.line_above().filter(|above| is_glued(stop.text, *above)) {
        return lone_text(glued, stop.text);
    }
    SyntaxError::new(Span::new(stop.at - before.trim_start().len(), stop.at), "a key cannot stand here")
        .help("check the indentation of this line and of the one above")
}

/// A line of text where a key with its colon is wanted.
fn lone_text(line: Span, text: &str) -> SyntaxError {
    if is_glued(text, line) {
        return SyntaxError::new(line, "a space is missing behind the colon").help("write `key: value`");
    }
    SyntaxError::new(line, "expected a key with a colon")
        .help("write `key: value`, or indent text that goes on")
}

/// Whether a line reads like `key:value`.
fn is_glued(text: &str, line: Span) -> bool {
    let line = text.get(line.range()).unwrap_or_default();
    let key =
        line.split_once(':').filter(|(_, value)| !value.is_empty() && !value.starts_with([' ', '\t', ':']));
    key.is_some_and(|(key, _)| !key.is_empty() && !key.contains([' ', '#', '"', '\'']))
}

fn bracket(stop: &Stop<'_>, kind: &ErrorKind) -> Option<SyntaxError> {
    let here = stop.character();
    Some(match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            SyntaxError::new(here, format!("`{open}` is never closed")).help("close it, or quote the text")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            SyntaxError::new(here, format!("`{open}` is closed by `{close}`")).help("let the brackets match")
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            SyntaxError::new(here, "this bracket closes nothing").help("remove it, or quote the text")
        }
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::InvalidColonPlacement => {
            SyntaxError::new(here, "expected a value, a comma or a closing bracket")
                .help("check the brackets and commas before this place")
        }
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            SyntaxError::new(here, "a dash cannot stand in brackets").help("separate the items by commas")
        }
        _ => return None,
    })
}

fn quotes(stop: &Stop<'_>, kind: &ErrorKind) -> Option<SyntaxError> {
    Some(match kind {
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => {
            SyntaxError::new(stop.opening_quote(), "the quote is never closed")
                .help("close it on the same line")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            SyntaxError::new(stop.rest_of_line(), "text follows the closing quote")
                .help("put all of it into quotes, and a single quote within them twice")
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => {
            SyntaxError::new(stop.escape(), "this is no escape that double quotes know")
                .help("use single quotes, or write the backslash twice")
        }
        _ => return None,
    })
}

fn indicator(stop: &Stop<'_>, kind: &ErrorKind) -> Option<SyntaxError> {
    let here = stop.character();
    let quote = "put the value into quotes";
    Some(match kind {
        ErrorKind::UnexpectedCharacter { character: character @ ('@' | '`' | '%') } => {
            SyntaxError::new(here, format!("`{character}` cannot start a value")).help(quote)
        }
        ErrorKind::DirectiveDisallowed => {
            SyntaxError::new(stop.line(), "kubectl takes no YAML directives").help("remove the line")
        }
        ErrorKind::UnknownAnchor => SyntaxError::new(stop.word(), "no anchor of this name stands above")
            .help("define it in this document, or quote the value if the asterisk is text"),
        ErrorKind::MissingAnchorOrAliasName => SyntaxError::new(here, "a name is missing here").help(quote),
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::MissingTagUri
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::UnclosedVerbatimTag => {
            SyntaxError::new(stop.word(), "this is no valid tag").help("quote text that starts with `!`")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => SyntaxError::new(here, "a list cannot start here")
            .help("start it on the next line, or quote the dash"),
        ErrorKind::MappingKeyNotAllowed => SyntaxError::new(here, "`?` cannot stand here").help(quote),
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            SyntaxError::new(stop.word(), "the text must start on the line below `|` or `>`")
                .help("move the text to the next line")
        }
        ErrorKind::CommentNotSeparated => {
            SyntaxError::new(here, "a comment needs a space before it").help("put a space before `#`")
        }
        ErrorKind::InvalidDocumentEnd | ErrorKind::ExpectedDocumentStart => {
            SyntaxError::new(stop.rest_of_line(), "the document has ended before this")
                .help("separate documents by lines of `---`")
        }
        _ => return None,
    })
}

impl Stop<'_> {
    /// The character at the stop; nothing at the end of a line.
    fn character(&self) -> Span {
        let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let next = next.filter(|next| !matches!(next, '\n' | '\r'));
        Span::new(self.at, self.at + next.map_or(0, char::len_utf8))
    }

    /// From the stop to the next white space, comma or bracket.
    fn word(&self) -> Span {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find([' ', '\t', '\r', '\n', ',', ']', '}']).unwrap_or(rest.len());
        Span::new(self.at, self.at + length)
    }

    /// From the stop to the end of its line.
    fn rest_of_line(&self) -> Span {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
        Span::new(self.at, self.at + line.trim_end().len())
    }

    /// The line of the stop from its first word; the part of it behind the stop, where other values precede.
    fn line(&self) -> Span {
        let start = self.line_start();
        let before = self.text.get(start..self.at).unwrap_or_default();
        let word = self.at.min(start + before.len() - before.trim_start().len());
        let from = if self.read > word { self.read.min(self.at) } else { word };
        Span::new(from, self.rest_of_line().end.max(from))
    }

    fn line_start(&self) -> usize {
        place::line_start(self.text, self.at)
    }

    /// The next line above that is not blank.
    fn line_above(&self) -> Option<Span> {
        let above = self.text.get(..self.line_start())?.trim_end();
        let start = above.rfind('\n').map_or(0, |at| at + 1);
        let line = above.get(start..)?;
        (!line.is_empty()).then(|| Span::new(above.len() - line.trim_start().len(), above.len()))
    }

    fn follows_dash(&self) -> bool {
        let before = self.text.get(self.line_start()..self.at).unwrap_or_default();
        let rest = self.text.get(self.at..).unwrap_or_default();
        before.trim() == "-" || (before.trim().is_empty() && rest.starts_with("- "))
    }

    /// The first run of tabs on the line of the stop, or below it.
    fn tab(&self) -> Span {
        let start = self.line_start();
        let rest = self.text.get(start..).unwrap_or_default();
        let Some(at) = rest.find('\t') else { return self.character() };
        let run = rest.get(at..).unwrap_or_default();
        Span::new(start + at, start + at + run.len() - run.trim_start_matches('\t').len())
    }

    /// Tabs in the white space before the stop.
    fn tab_before(&self) -> Option<Span> {
        let before = self.text.get(..self.at)?;
        let blank = before.get(before.trim_end().len()..)?;
        let start = before.len() - blank.len() + blank.find('\t')?;
        let run = before.get(start..)?;
        Some(Span::new(start, start + run.len() - run.trim_start_matches('\t').len()))
    }

    /// The quote that opens the scalar at which the parser stopped.
    fn opening_quote(&self) -> Span {
        let open = place::opening_quote(self.text, Span::new(self.read, self.at));
        open.map_or_else(|| self.character(), |at| Span::new(at, at + 1))
    }

    /// The first backslash, from the stop on, with a letter behind it that makes no escape.
    fn escape(&self) -> Span {
        let mut chars = self.text.get(self.at..).unwrap_or_default().char_indices();
        while let Some((at, character)) = chars.next() {
            let next = if character == '\\' { chars.next() } else { None };
            if let Some((_, next)) = next.filter(|(_, next)| !"0abtnvfreNLP_ \t\"/\\\r\n".contains(*next)) {
                return Span::new(self.at + at, self.at + at + 1 + next.len_utf8());
            }
        }
        self.character()
    }
}
