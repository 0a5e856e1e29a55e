//! What the scanner hands to the parser.

use std::borrow::Cow;

use crate::yaml::node::Style;
use crate::yaml::span::Span;

/// A token with its place.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) span: Span,
}

/// The tokens of libyaml.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    /// The end of the text.
    StreamEnd,
    /// `%YAML` or `%TAG`.
    Directive,
    /// `---`
    DocumentStart,
    /// `...`
    DocumentEnd,
    /// The indentation of a sequence begins; no text of its own.
    BlockSequenceStart,
    /// The indentation of a mapping begins; no text of its own.
    BlockMappingStart,
    /// An indentation ends; no text of its own.
    BlockEnd,
    /// `[`
    FlowSequenceStart,
    /// `]`
    FlowSequenceEnd,
    /// `{`
    FlowMappingStart,
    /// `}`
    FlowMappingEnd,
    /// `- `
    BlockEntry,
    /// `,`
    FlowEntry,
    /// `? `, or put in before a key that needs none.
    Key,
    /// `: `
    Value,
    /// `*name`, the name without its asterisk.
    Alias(&'a str),
    /// `&name`, the name without its ampersand.
    Anchor(&'a str),
    /// `!tag`.
    Tag(Tag<'a>),
    /// Text.
    Scalar(Cow<'a, str>, Style),
}

/// A tag as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// `!`, `!!`, `!name!`, or nothing for one in `!<…>` and for a lone `!`.
    pub(super) handle: &'a str,
    /// What follows, escapes resolved.
    pub(super) suffix: Cow<'a, str>,
}

impl Token<'_> {
    /// Whether this token says that a value is left out: its key or dash is followed by the next one, or by the end of the
    /// collection.
    pub(super) fn is_block_boundary(&self) -> bool {
        matches!(self.kind, Kind::Key | Kind::Value | Kind::BlockEnd)
    }
}
