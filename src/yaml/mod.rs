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

pub(crate) use document::Document;
pub use document::RawDocument;
pub(crate) use excerpt::DocumentSource;
pub use limits::Limits;
pub(crate) use load::Selected;
pub use load::{load, load_where};
pub(crate) use node::{Entries, EntriesIter, Entry};
pub use node::{List, Mapping, Node, Number, Style, Value};
pub use path::FieldPath;
pub(crate) use path::Segment;
pub use quoted::quoted;
pub use source::{Encoding, SourceFile};
pub use span::Span;
pub(crate) use syntax_error::SyntaxError;
pub use write::write;
