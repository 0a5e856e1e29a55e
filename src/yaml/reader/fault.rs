//! What kubectl refuses, in its own words.

/// What is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) problem: Problem,
    /// The offset at which kubectl notices.
    pub(super) at: usize,
    /// Where what it was reading started, if that tells more.
    pub(super) context: Option<usize>,
}

/// The problems that go-yaml distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A line of a mapping without a colon.
    ColonExpected,
    /// A dash where no list can start.
    EntryNotAllowed,
    /// A question mark where no key can start.
    KeyNotAllowed,
    /// A colon where no value can start.
    ValueNotAllowed,
    /// A character that starts nothing.
    NoToken,
    /// `%name` with a name that there is not.
    UnknownDirective,
    /// A directive that is not written as such.
    BadDirective(&'static str),
    /// `&` or `*` without a name, or one with characters that names do not have.
    BadName,
    /// An alias of an anchor that is not there.
    UnknownAnchor,
    /// A tag that is not written as such.
    BadTag(&'static str),
    /// A tag with a handle that nothing defines.
    UndefinedHandle,
    /// Text behind `|` or `>`.
    BlockHeader,
    /// `|0`
    ZeroIndentation,
    /// A tab where a block scalar is indented.
    TabInBlock,
    /// A tab where text goes on.
    TabInPlain,
    /// `---` or `...` within quotes.
    IndicatorInQuotes,
    /// The text ends within quotes.
    UnclosedQuote,
    /// A backslash with a character that makes no escape.
    UnknownEscape,
    /// `\x`, `\u` or `\U` with too few digits.
    ShortEscape,
    /// An escape of what is no character.
    NoCharacter,
    /// Something that cannot start a value.
    NoNode,
    /// Something among the items of a list.
    NoEntry,
    /// Something among the keys of a mapping.
    NoKey,
    /// Something between the items of `[…]`.
    NoFlowEntry,
    /// Something between the entries of `{…}`.
    NoFlowPair,
    /// Something behind a directive.
    NoDocument,
}

impl Problem {
    /// The words of go.yaml.in/yaml/v2 2.4.4 (`scannerc.go`, `parserc.go`, `decode.go`), which users search for.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::ColonExpected => "could not find expected ':'",
            Self::EntryNotAllowed => "block sequence entries are not allowed in this context",
            Self::KeyNotAllowed => "mapping keys are not allowed in this context",
            Self::ValueNotAllowed => "mapping values are not allowed in this context",
            Self::NoToken => "found character that cannot start any token",
            Self::UnknownDirective => "found unknown directive name",
            Self::BadDirective(words) | Self::BadTag(words) => words,
            Self::BadName => "did not find expected alphabetic or numeric character",
            Self::UnknownAnchor => "unknown anchor referenced",
            Self::UndefinedHandle => "found undefined tag handle",
            Self::BlockHeader => "did not find expected comment or line break",
            Self::ZeroIndentation => "found an indentation indicator equal to 0",
            Self::TabInBlock => "found a tab character where an indentation space is expected",
            Self::TabInPlain => "found a tab character that violates indentation",
            Self::IndicatorInQuotes => "found unexpected document indicator",
            Self::UnclosedQuote => "found unexpected end of stream",
            Self::UnknownEscape => "found unknown escape character",
            Self::ShortEscape => "did not find expected hexdecimal number",
            Self::NoCharacter => "found invalid Unicode character escape code",
            Self::NoNode => "did not find expected node content",
            Self::NoEntry => "did not find expected '-' indicator",
            Self::NoKey => "did not find expected key",
            Self::NoFlowEntry => "did not find expected ',' or ']'",
            Self::NoFlowPair => "did not find expected ',' or '}'",
            Self::NoDocument => "did not find expected <document start>",
        }
    }
}

impl Fault {
    pub(super) fn new(problem: Problem, at: usize) -> Self {
        Self { problem, at, context: None }
    }

    /// The same, found while something was read that starts there.
    pub(super) fn within(self, start: usize) -> Self {
        Self { context: Some(start), ..self }
    }
}
