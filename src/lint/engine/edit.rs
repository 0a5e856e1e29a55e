//! Edits as rules ask for them: by field path, with new content as a piece of YAML.
//!
//! Each returns `None` where it would have to guess (anchors, templates, odd layout); `Finding::fix` takes that for no
//! fix. `Patch::all` makes one fix of several edits.

use super::context::Context;
use crate::yaml::edit::{At, Editor, Patch, snippet};
use crate::yaml::{Entry, FieldPath, Node};

impl Context<'_> {
    /// Gives a field a value: in place of the old one, or as a new entry at the end of its object.
    ///
    /// Objects around it that are missing are written, too. A value in brackets stays in brackets.
    pub fn set(&self, path: &FieldPath, yaml: &str) -> Option<Patch> {
        self.set_at(path, yaml, At::End)
    }

    /// As [`set`](Self::set), with a place among the other entries for a new one.
    pub fn set_at(&self, path: &FieldPath, yaml: &str, at: At<'_>) -> Option<Patch> {
        self.editor()?.set(path, snippet(yaml)?.root(), at)
    }

    /// Adds an item to the end of a list, which is written where it is missing.
    pub fn append(&self, list: &FieldPath, yaml: &str) -> Option<Patch> {
        self.append_at(list, yaml, At::End)
    }

    /// As [`append`](Self::append), with a place among the other entries for a new list.
    pub fn append_at(&self, list: &FieldPath, yaml: &str, at: At<'_>) -> Option<Patch> {
        self.editor()?.append(list, snippet(yaml)?.root(), at)
    }

    /// Removes a field or an item, unless nothing would be left around it.
    pub fn remove(&self, path: &FieldPath) -> Option<Patch> {
        self.editor()?.remove(path)
    }

    /// Removes a field or an item, together with whatever around it holds nothing else.
    pub fn prune(&self, path: &FieldPath) -> Option<Patch> {
        self.editor()?.prune(path)
    }

    /// Removes items of a list, and the list with them if nothing of it would be left.
    pub fn remove_items(&self, list: &FieldPath, gone: &[usize]) -> Option<Patch> {
        self.editor()?.remove_items(list, gone)
    }

    /// Removes an entry that lost to a later one with the same key.
    pub fn remove_shadowed(&self, map: &FieldPath, lost: Entry<'_>) -> Option<Patch> {
        self.editor()?.remove_shadowed(map, lost)
    }

    /// Puts a scalar into quotes, as it is written.
    pub fn quote(&self, path: &FieldPath) -> Option<Patch> {
        self.editor()?.quote(path)
    }

    /// Gives a key another name.
    pub fn rename(&self, path: &FieldPath, name: &str) -> Option<Patch> {
        self.editor()?.rename(path, name)
    }

    /// Moves fields, under their names, into an object, which is written where it is missing.
    pub fn move_into(&self, fields: &[FieldPath], into: &FieldPath) -> Option<Patch> {
        self.editor()?.move_into(fields, into)
    }

    /// As [`move_into`](Self::move_into); an object that is left empty goes, too.
    pub fn move_and_prune(&self, fields: &[FieldPath], into: &FieldPath) -> Option<Patch> {
        self.editor()?.move_and_prune(fields, into)
    }

    /// Adds pairs to a map of amounts (`requests`, `limits`), which is written where it is missing.
    pub fn declare(&self, map: &FieldPath, pairs: &[(&str, &str)]) -> Option<Patch> {
        let written = self.object.node().at(map).and_then(Node::as_map);
        if written.is_some_and(|map| !map.entries.is_empty()) {
            return Patch::all(pairs.iter().map(|(key, value)| self.set(&map.clone().entry(key), value)));
        }
        let lines: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        self.set(map, &lines.join("\n"))
    }

    /// None for a file whose bytes are not those of its text.
    fn editor(&self) -> Option<Editor<'_>> {
        let source = self.run.set.source_of(self.object);
        source.bytes_before()?;
        Some(Editor::new(source.text(), self.object.node()))
    }
}
