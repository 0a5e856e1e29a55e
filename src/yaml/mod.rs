//! Text to located values. Knows YAML, knows no Kubernetes.

mod document;
mod node;
mod path;
mod source;
mod span;

pub use document::{Limits, RawDocument, SyntaxError};
pub use node::{Entry, Mapping, Node, Number, Shadowed, Style, Value};
pub use path::{FieldPath, Segment};
pub use source::{Encoding, SourceFile};
pub use span::{Position, Span};
