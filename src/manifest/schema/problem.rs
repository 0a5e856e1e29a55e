//! What can be wrong with a value under the API's schema.

use std::fmt;

use crate::yaml::{FieldPath, Node, Number, Span, Value};

use super::Ty;

/// One fault of a document, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The way to the value from the root of the document.
    pub path: FieldPath,
    /// The key's token; `None` for an element of a list, and for the document itself.
    pub key: Option<Span>,
    /// The value. A value that came through an alias has the place of the anchored one.
    pub value: Span,
    /// The `*alias` or the `<<` through which the value came, if it did.
    pub through: Option<Span>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The kinds of faults.
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemKind {
    /// A field that the type does not have, and of which no better place is known.
    UnknownField {
        /// The name as written.
        name: String,
        /// The field that was meant, if one is near.
        suggestion: Option<Suggestion>,
        /// Whether the value only lends its content to other places (`x-common: &common …` at the top).
        holds_anchors: bool,
    },
    /// A field that the type does not have, but that the object takes elsewhere.
    MisplacedField {
        /// The name as written.
        name: String,
        /// The nearest places that take this value; one at least, all as near as each other.
        belongs: Vec<Place>,
    },
    /// A plain scalar that kubectl takes for a boolean or a number where the API wants a string.
    NotAString {
        /// What kubectl makes of it.
        found: Found,
        /// The scalar as written.
        written: String,
    },
    /// A value of a kind that the field does not take.
    WrongType {
        /// What it takes.
        expected: Ty,
        /// What is there.
        found: Found,
    },
    /// A string that does not read as what the field takes: a quantity, a time, base64.
    Malformed {
        /// What it takes.
        expected: Ty,
    },
    /// An empty element (`-`) in a list of objects that must have content.
    EmptyElement {
        /// What the list holds.
        expected: Ty,
    },
}

/// A known field whose name is near to an unknown one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The known name.
    pub name: &'static str,
    /// Whether the names differ only in case, hyphens and underscores.
    pub same_word: bool,
    /// Whether the field takes the value that is written.
    pub fits: bool,
    /// Whether the field is also there, so that renaming would make a duplicate.
    pub taken: bool,
}

/// A place in the object where a field belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    steps: Vec<Step>,
    /// Whether something is written there already.
    pub taken: bool,
}

/// One step of a [`Place`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field, or a key of a map.
    Key(String),
    /// A certain element of a list.
    Index(usize),
    /// Some element of a list.
    Each,
}

/// What is written, in the words of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`, however spelt.
    Bool,
    /// A whole number.
    Integer,
    /// A number with a fraction, or one that is too large for an integer.
    Fraction,
    /// A string.
    Text,
    /// A list.
    List,
    /// A mapping.
    Map,
}

impl Problem {
    /// Where to point: the key if the name is at fault, the value else.
    pub fn place(&self) -> Span {
        match self.kind {
            ProblemKind::UnknownField { .. } | ProblemKind::MisplacedField { .. } => {
                self.key.unwrap_or(self.value)
            }
            _ if self.value.is_empty() => self.key.unwrap_or(self.value),
            _ => self.value,
        }
    }
}

impl Place {
    /// A place from its steps.
    pub fn new(steps: Vec<Step>, taken: bool) -> Self {
        Self { steps, taken }
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The place as a path, if it is a certain one.
    pub fn path(&self) -> Option<FieldPath> {
        self.steps.iter().try_fold(FieldPath::root(), |path, step| match step {
            Step::Key(name) => Some(path.entry(name)),
            Step::Index(index) => Some(path.index(*index)),
            Step::Each => None,
        })
    }
}

impl fmt::Display for Place {
    /// As a [`FieldPath`], with `[]` for some element of a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(name) if at == 0 => f.write_str(name)?,
                Step::Key(name) if name.contains(['.', '/']) => write!(f, "[{name:?}]")?,
                Step::Key(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Each => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}

impl Found {
    /// What a node is.
    pub fn of(node: Node<'_>) -> Self {
        match node.value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Number(Number::Int(_) | Number::Uint(_)) => Self::Integer,
            Value::Number(Number::Float(_)) => Self::Fraction,
            Value::String(_) => Self::Text,
            Value::List(_) => Self::List,
            Value::Map(_) => Self::Map,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "nothing",
            Self::Bool => "a boolean",
            Self::Integer => "a whole number",
            Self::Fraction => "a number",
            Self::Text => "a string",
            Self::List => "a list",
            Self::Map => "a mapping",
        })
    }
}
