//! Byte edits on located values: they change what they are asked to change and leave every other byte as it is.
//!
//! [`Editor`] turns "set this field", "remove that item" into [`Patch`]es, in block style, flow style and JSON. It gives
//! up (`None`) rather than guess: where an anchor, an alias, a tag or `<<` takes part, where a key is written twice, in
//! templates, and where comments or tabs stand so that the layout cannot be told.

mod block;
mod change;
mod editor;
mod flow;
mod lines;
mod moving;
mod patch;
mod remove;
mod render;

#[cfg(test)]
mod tests;

pub use change::{Change, to_json};
pub use editor::{At, Editor};
pub use patch::{Edit, Patch};
pub use render::snippet;
