//! Text to located values. Knows YAML, knows no Kubernetes.

mod arena;
mod builder;
mod control;
mod document;
pub mod edit;
mod excerpt;
mod frame;
mod json;
mod limits;
mod load;
mod node;
mod number;
mod path;
mod quoted;
mod reader;
mod scalar;
mod source;
mod span;
mod split;
mod syntax;
mod syntax_error;
mod utf8;
mod write;

#[cfg(test)]
mod tests;

pub use document::{Document, Notation, RawDocument};
pub use excerpt::Excerpt;
pub use limits::Limits;
pub use load::{Selected, load, load_where};
pub use node::{Entries, EntriesIter, Entry, List, Mapping, Node, Number, Shadowed, Style, Value};
pub use path::{FieldPath, Segment};
pub use quoted::quoted;
pub use source::{Encoding, SourceFile};
pub use span::{Position, Span};
pub use syntax_error::SyntaxError;
pub use write::{KeyOrder, write};
