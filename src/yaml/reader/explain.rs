//! What kubectl refuses in plain words, at the place where the mistake is.

use super::fault::{Fault, Problem};
use crate::yaml::span::Span;
use crate::yaml::syntax;
use crate::yaml::syntax_error::SyntaxError;

const ALIGN: &str = "align the line with its neighbours";
const QUOTE: &str = "put the value into quotes";

/// Where reading stopped.
pub(super) struct Stop<'a> {
    /// The text up to the end of the document.
    pub(super) text: &'a str,
    pub(super) fault: Fault,
    /// The innermost bracket that is open.
    pub(super) open: Option<usize>,
    /// The token that was taken last.
    pub(super) last: Span,
}

/// What is wrong, and what to do about it.
pub(super) fn explain(stop: &Stop<'_>) -> SyntaxError {
    if let Some(space) = stop.no_break_space() {
        return syntax::no_break_space(space);
    }
    let here = stop.character(stop.fault.at);
    match stop.fault.problem {
        Problem::ColonExpected => lone_text(stop, stop.line_of(stop.context())),
        Problem::ValueNotAllowed => value_not_allowed(stop),
        Problem::EntryNotAllowed => SyntaxError::new(here, "a list cannot start here")
            .help("start it on the next line, or quote the dash"),
        Problem::KeyNotAllowed => SyntaxError::new(here, "`?` cannot stand here").help(QUOTE),
        Problem::NoToken => no_token(stop),
        Problem::UnknownDirective | Problem::BadDirective(_) | Problem::NoDocument => directive(stop),
        Problem::BadName => bad_name(stop),
        Problem::UnknownAnchor => {
            SyntaxError::new(stop.word(stop.fault.at), "no anchor of this name stands above")
                .help("define it in this document, or quote the value if the asterisk is text")
        }
        Problem::BadTag(_) | Problem::UndefinedHandle => {
            SyntaxError::new(stop.word(stop.context()), "this is no valid tag")
                .help("quote text that starts with `!`")
        }
        Problem::BlockHeader | Problem::ZeroIndentation => {
            SyntaxError::new(stop.word(stop.context()), "the text must start on the line below `|` or `>`")
                .help("move the text to the next line")
        }
        Problem::TabInBlock | Problem::TabInPlain => syntax::tab(stop.tabs(stop.fault.at)),
        Problem::IndicatorInQuotes | Problem::UnclosedQuote => unclosed_quote(stop.character(stop.context())),
        Problem::UnknownEscape | Problem::ShortEscape | Problem::NoCharacter => escape(stop),
        Problem::NoNode | Problem::NoFlowEntry | Problem::NoFlowPair => unexpected(stop),
        Problem::NoEntry => misfit(stop, "this does not fit the list above it"),
        Problem::NoKey => misfit(stop, "this does not fit the mapping above it"),
    }
}

/// A second `: ` on a line, or a key on a line that continues the value above.
fn value_not_allowed(stop: &Stop<'_>) -> SyntaxError {
    let at = stop.fault.at;
    let start = stop.line_start(at);
    let before = stop.text.get(start..at).unwrap_or_default();
    if before.contains(": ") {
        return SyntaxError::new(stop.character(at), "`: ` cannot stand in a value without quotes")
            .help(QUOTE);
    }
    if let Some(above) = stop.line_above(start).filter(|above| is_glued(stop.slice(*above))) {
        return lone_text(stop, above);
    }
    if let Some(quote) = stop.quote_over_lines() {
        return unclosed_quote(quote);
    }
    SyntaxError::new(Span::new(at - before.trim_start().len(), at), "a key cannot stand here")
        .help("check the indentation of this line and of the one above")
}

/// A line of text where a key with its colon is wanted.
fn lone_text(stop: &Stop<'_>, line: Span) -> SyntaxError {
    if is_glued(stop.slice(line)) {
        return SyntaxError::new(line, "a space is missing behind the colon").help("write `key: value`");
    }
    SyntaxError::new(line, "expected a key with a colon")
        .help("write `key: value`, or indent text that goes on")
}

/// Whether a line reads like `key:value`.
fn is_glued(line: &str) -> bool {
    let key =
        line.split_once(':').filter(|(_, value)| !value.is_empty() && !value.starts_with([' ', '\t', ':']));
    key.is_some_and(|(key, _)| !key.is_empty() && !key.contains([' ', '#', '"', '\'']))
}

/// A character that starts nothing: a tab that indents, or one of those that YAML reserves.
fn no_token(stop: &Stop<'_>) -> SyntaxError {
    let here = stop.character(stop.fault.at);
    match stop.slice(here) {
        "\t" => syntax::tab(stop.tabs(stop.fault.at)),
        character => SyntaxError::new(here, format!("`{character}` cannot start a value")).help(QUOTE),
    }
}

fn directive(stop: &Stop<'_>) -> SyntaxError {
    let line = stop.line_of(stop.context());
    SyntaxError::new(line, "kubectl takes no YAML directives").help("remove the line")
}

fn bad_name(stop: &Stop<'_>) -> SyntaxError {
    let word = stop.word(stop.context());
    if word.len() <= 1 {
        return SyntaxError::new(word, "a name is missing here").help(QUOTE);
    }
    syntax::anchor_name(word)
}

fn unclosed_quote(quote: Span) -> SyntaxError {
    SyntaxError::new(quote, "the quote is never closed").help("close it on the same line")
}

/// An escape that go-yaml does not know; some of them are JSON's.
fn escape(stop: &Stop<'_>) -> SyntaxError {
    let at = stop.fault.at;
    let rest = stop.text.get(at..).unwrap_or_default();
    if rest.starts_with("\\/") {
        return syntax::escape(Span::new(at, at + 2));
    }
    if stop.fault.problem == Problem::NoCharacter {
        let digits = rest.bytes().skip(2).take_while(u8::is_ascii_hexdigit).count();
        let length = if rest.starts_with("\\u") { digits.min(4) } else { digits.min(8) };
        return syntax::escape(Span::new(at, at + 2 + length));
    }
    let length = rest.chars().take(2).map(char::len_utf8).sum::<usize>();
    SyntaxError::new(Span::new(at, at + length), "this is no escape that double quotes know")
        .help("use single quotes, or write the backslash twice")
}

/// Something in a place where a value, a comma or a bracket is wanted.
fn unexpected(stop: &Stop<'_>) -> SyntaxError {
    let at = stop.fault.at;
    let here = stop.character(at);
    let found = stop.slice(here);
    let opening = stop.open.and_then(|at| stop.bracket(at));
    let goes_on = !matches!(found, "]" | "}") && stop.behind_quote().is_none();
    if let Some(error) = stop.never_closed().filter(|_| goes_on) {
        return error;
    }
    match (found, opening) {
        ("]" | "}", Some(open)) if stop.fault.problem != Problem::NoNode => {
            SyntaxError::new(stop.opening(), format!("`{open}` is closed by `{found}`"))
                .help("let the brackets match")
        }
        ("]" | "}", _) => {
            SyntaxError::new(here, "this bracket closes nothing").help("remove it, or quote the text")
        }
        ("?" | ":", _) => syntax::indicator_in_flow(here),
        ("-", _) => {
            SyntaxError::new(here, "a dash cannot stand in brackets").help("separate the items by commas")
        }
        _ => stop.behind_quote().unwrap_or_else(|| {
            SyntaxError::new(here, "expected a value, a comma or a closing bracket")
                .help("check the brackets and commas before this place")
        }),
    }
}

/// A line that belongs neither to the collection above it nor to what stands around that.
fn misfit(stop: &Stop<'_>, words: &str) -> SyntaxError {
    let at = stop.fault.at;
    if let Some(error) = stop.behind_quote() {
        return error;
    }
    let line = stop.line_from(at);
    let found = stop.text.get(at..).unwrap_or_default();
    if found.starts_with([']', '}']) {
        return SyntaxError::new(stop.character(at), "this bracket closes nothing")
            .help("remove it, or quote the text");
    }
    if stop.fault.problem == Problem::NoKey && found.starts_with(':') {
        return SyntaxError::new(stop.character(at), "a key is missing before this colon").help(QUOTE);
    }
    if stop.fault.problem == Problem::NoKey && found.starts_with("- ") {
        return SyntaxError::new(line, "a list item cannot stand among keys").help(ALIGN);
    }
    SyntaxError::new(line, words).help(ALIGN)
}

impl<'a> Stop<'a> {
    /// A no-break space in the indentation of a line that is refused: it looks like a space, but is text.
    fn no_break_space(&self) -> Option<Span> {
        const NO_BREAK_SPACE: char = '\u{A0}';
        [self.context(), self.fault.at].into_iter().find_map(|offset| {
            let start = self.line_start(offset);
            let line = self.text.get(start..)?;
            let indentation = line.len() - line.trim_start_matches([' ', '\t', NO_BREAK_SPACE]).len();
            let at = start + line.get(..indentation)?.find(NO_BREAK_SPACE)?;
            Some(Span::new(at, at + NO_BREAK_SPACE.len_utf8()))
        })
    }

    fn context(&self) -> usize {
        self.fault.context.unwrap_or(self.fault.at)
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The character at an offset; nothing at the end of a line.
    fn character(&self, at: usize) -> Span {
        let next = self.text.get(at..).and_then(|rest| rest.chars().next());
        let next = next.filter(|next| !matches!(next, '\n' | '\r'));
        Span::new(at, at + next.map_or(0, char::len_utf8))
    }

    /// From an offset to the next white space, comma or bracket.
    fn word(&self, at: usize) -> Span {
        let rest = self.text.get(at..).unwrap_or_default();
        let length = rest.find([' ', '\t', '\r', '\n', ',', ']', '}']).unwrap_or(rest.len());
        Span::new(at, at + length)
    }

    /// From an offset to the end of its line.
    fn line_from(&self, at: usize) -> Span {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
        Span::new(at, at + line.trim_end().len())
    }

    /// The line of an offset from its first word.
    fn line_of(&self, at: usize) -> Span {
        let start = self.line_start(at);
        let before = self.text.get(start..at).unwrap_or_default();
        self.line_from(start + before.len() - before.trim_start().len())
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
    }

    /// The next line above that is not blank.
    fn line_above(&self, start: usize) -> Option<Span> {
        let above = self.text.get(..start)?.trim_end();
        let start = above.rfind('\n').map_or(0, |at| at + 1);
        let line = above.get(start..)?;
        (!line.is_empty()).then(|| Span::new(above.len() - line.trim_start().len(), above.len()))
    }

    /// The run of tabs at an offset.
    fn tabs(&self, at: usize) -> Span {
        let rest = self.text.get(at..).unwrap_or_default();
        Span::new(at, at + rest.len() - rest.trim_start_matches('\t').len())
    }

    /// The innermost bracket that is open.
    fn opening(&self) -> Span {
        self.character(self.open.unwrap_or(self.fault.at))
    }

    /// Says that a bracket of an earlier line is open if nothing closes it further on, quotes and comments aside.
    fn never_closed(&self) -> Option<SyntaxError> {
        let at = self.open?;
        let open = self.bracket(at)?;
        let close = if open == '[' { ']' } else { '}' };
        let mut depth = 0_usize;
        for character in self.text.get(at..)?.chars().filter(|&c| c == open || c == close) {
            depth = if character == open { depth + 1 } else { depth - 1 };
            if depth == 0 {
                return None;
            }
        }
        let error = SyntaxError::new(self.opening(), format!("`{open}` is never closed"));
        Some(error.help("close it, or quote the text"))
    }

    fn bracket(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next().filter(|first| matches!(first, '[' | '{'))
    }

    /// What follows a closing quote at once, or after one that was meant for another line.
    fn behind_quote(&self) -> Option<SyntaxError> {
        let is_quoted = self.slice(self.last).starts_with(['"', '\'']);
        if !is_quoted || self.text.get(self.last.end..self.fault.at).is_none_or(|gap| gap.contains('\n')) {
            return None;
        }
        if let Some(quote) = self.quote_over_lines() {
            return Some(unclosed_quote(quote));
        }
        let rest = self.line_from(self.last.end);
        let blank = self.slice(rest).len() - self.slice(rest).trim_start().len();
        let rest = Span::new(rest.start + blank, rest.end.max(rest.start + blank));
        Some(
            SyntaxError::new(rest, "text follows the closing quote")
                .help("put all of it into quotes, and a single quote within them twice"),
        )
    }

    /// The opening quote of the last token, if that goes over several lines to the line of the fault.
    fn quote_over_lines(&self) -> Option<Span> {
        let token = self.slice(self.last);
        let goes_on = token.starts_with(['"', '\'']) && token.contains('\n');
        let same_line = self.text.get(self.last.end..self.fault.at).is_some_and(|gap| !gap.contains('\n'));
        (goes_on && same_line).then(|| Span::new(self.last.start, self.last.start + 1))
    }
}
