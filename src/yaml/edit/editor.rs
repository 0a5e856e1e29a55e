//! From "what" to "where": finds the place of an edit, and whether it is plain enough to be edited.

use super::change::{Change, to_json};
use super::lines::Lines;
use super::patch::{Edit, Patch};
use super::render::{self, Layout};
use crate::yaml::{Document, Entry, FieldPath, Mapping, Node, Segment, Span, Style, Value};

/// Makes patches for one value of a text.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    pub(super) lines: Lines<'a>,
    root: Node<'a>,
}

/// Where a new entry goes, among those of its mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At<'k> {
    /// Behind all others.
    End,
    /// Behind this one; at the end if there is no such key.
    After(&'k str),
    /// Before this one; at the end if there is no such key.
    Before(&'k str),
}

impl<'a> Editor<'a> {
    /// An editor for a value that was read from a text.
    pub fn new(text: &'a str, root: Node<'a>) -> Self {
        Self { lines: Lines { text }, root }
    }

    /// Gives a field a value: replaces the one that is written, or writes the field, with what is missing around it.
    pub fn set(&self, path: &FieldPath, value: Node<'_>, at: At<'_>) -> Option<Patch> {
        let (node, missing) = self.deepest(path)?;
        let change = Change::Set(path.clone(), to_json(value));
        let edit = match missing.split_first() {
            None => self.replacement(path, node, value)?,
            Some((key, inner)) => {
                let wrapped = Document::wrapped(inner, value);
                if node.is_null() {
                    let here = path.clone().truncated(path.segments().len() - missing.len());
                    self.replacement(&here, node, Document::wrapped(&missing, value).root())?
                } else {
                    self.insertion(node, key, wrapped.root(), at)?
                }
            }
        };
        self.patch(vec![edit], vec![change])
    }

    /// Adds an item to the end of a list; where the list is missing, it is written at a place among its siblings.
    pub fn append(&self, path: &FieldPath, item: Node<'_>, at: At<'_>) -> Option<Patch> {
        let change = Change::Append(path.clone(), to_json(item));
        let (node, missing) = self.deepest(path)?;
        if let ([], Value::List(items)) = (missing.as_slice(), node.value) {
            let edit = match node.style {
                Style::Flow => self.append_to_flow(node, items, item)?,
                _ => self.append_to_block(node, items.last()?, item)?,
            };
            return self.patch(vec![edit], vec![change]);
        }
        let list = Document::list_of(item);
        let written = self.set(path, list.root(), at)?;
        Some(Patch { changes: vec![change], ..written })
    }

    /// Puts a plain scalar into double quotes, as it is written.
    pub fn quote(&self, path: &FieldPath) -> Option<Patch> {
        let node = self.find(path)?;
        let written = self.lines.slice(node.span.start, node.span.end);
        let is_simple = !written.is_empty() && !written.contains(['\n', '"', '\\']);
        if node.style != Style::Plain || !node.is_scalar() || !is_simple {
            return None;
        }
        let edit = Edit::replace(node.span, format!("\"{written}\""));
        self.patch(vec![edit], vec![Change::Set(path.clone(), written.into())])
    }

    /// Gives a key another name; its mapping must not have that name yet.
    pub fn rename(&self, path: &FieldPath, name: &str) -> Option<Patch> {
        let (map, entry) = self.entry(path)?;
        if map.get(name).is_some()
            || self.lines.slice(entry.key_span.start, entry.key_span.end).contains('\n')
        {
            return None;
        }
        let text = match entry.key_style {
            Style::DoubleQuoted => render::key(name, true),
            Style::SingleQuoted if !name.contains(['\'', '\n']) => format!("'{name}'"),
            _ => render::key(name, false),
        };
        let edit = Edit::replace(entry.key_span, text);
        self.patch(vec![edit], vec![Change::Rename(path.clone(), name.to_owned())])
    }

    /// A patch, unless a template stands near it.
    pub(super) fn patch(&self, edits: Vec<Edit>, changes: Vec<Change>) -> Option<Patch> {
        let near = |edit: &Edit| self.lines.is_near_template(edit.span.start, edit.span.end);
        (!edits.iter().any(near)).then(|| Patch::new(edits, changes))?
    }

    /// The value at a path, if all on the way to it is written here and nowhere else.
    pub(super) fn find(&self, path: &FieldPath) -> Option<Node<'a>> {
        let (node, missing) = self.deepest(path)?;
        missing.is_empty().then_some(node)
    }

    /// The mapping and the entry that a path leads to.
    pub(super) fn entry(&self, path: &FieldPath) -> Option<(Mapping<'a>, Entry<'a>)> {
        self.find(path)?;
        let map = own_map(self.find(&path.parent()?)?)?;
        Some((map, map.get(path.last_key()?)?))
    }

    /// The last value on a path that is there, and the keys that are not.
    fn deepest<'p>(&self, path: &'p FieldPath) -> Option<(Node<'a>, Vec<&'p str>)> {
        if self.root.alias.is_some() {
            return None;
        }
        let mut node = self.root;
        for (depth, segment) in path.segments().iter().enumerate() {
            if let Some(child) = node.step(segment) {
                self.is_plain_step(node, segment, child).then_some(())?;
                node = child;
                continue;
            }
            let is_open = node.is_null() || own_map(node).is_some();
            let rest = path.segments()[depth..].iter().map(|segment| match segment {
                Segment::Key(key) if is_open => Some(key.as_ref()),
                _ => None,
            });
            return Some((node, rest.collect::<Option<Vec<_>>>()?));
        }
        Some((node, Vec::new()))
    }

    /// Whether a child is written in its parent, without anchor and tag, and once.
    fn is_plain_step(&self, parent: Node<'_>, segment: &Segment, child: Node<'_>) -> bool {
        if child.alias.is_some() || !self.is_bare(child) {
            return false;
        }
        match segment {
            Segment::Key(key) => {
                let entry = own_map(parent).and_then(|map| map.get(key));
                entry.is_some_and(|entry| self.is_plain_value(entry))
            }
            Segment::Index(_) => {
                let before = self.lines.slice(parent.span.start, child.span.start).trim_end();
                match parent.style {
                    Style::Flow => before.ends_with(['[', ',']),
                    _ => before.ends_with('-'),
                }
            }
        }
    }

    /// Whether a value that is not written has no anchor and no tag, which would stand behind its place.
    fn is_bare(&self, node: Node<'_>) -> bool {
        let behind =
            if node.span.is_empty() { self.lines.slice(node.span.end, self.lines.text.len()) } else { "" };
        let mut lines = behind.lines().map(str::trim_start);
        let next = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        next.is_none_or(|line| !line.starts_with(['&', '!']))
    }

    /// Whether nothing but a colon, white space and comments stands between a key and its value.
    pub(super) fn is_plain_value(&self, entry: Entry<'_>) -> bool {
        let between = self.lines.slice(entry.key_span.end, entry.value.span.start).trim_start();
        let Some(rest) = between.strip_prefix(':') else { return false };
        rest.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    }

    /// Whether the text is JSON, or YAML that looks like it.
    pub(super) fn is_json(&self) -> bool {
        let first = self.root.as_map().and_then(|map| map.entries.first());
        self.root.style == Style::Flow && first.is_some_and(|entry| entry.key_style == Style::DoubleQuoted)
    }

    /// How the text indents, from the first places that show it.
    pub(super) fn layout(&self) -> Layout {
        let (mut map_step, mut list_step) = (None, None);
        let mut open = vec![self.root];
        while let Some(node) = open.pop() {
            if map_step.is_some() && list_step.is_some() {
                break;
            }
            let Some(map) = node.as_map() else {
                open.extend(node.as_list().unwrap_or_default());
                continue;
            };
            for entry in
                map.entries.iter().filter(|entry| is_here(*entry) && is_block_collection(entry.value))
            {
                let columns =
                    self.lines.column(entry.key_span.start).zip(self.lines.column(entry.value.span.start));
                let step = columns.and_then(|(key, value)| value.checked_sub(key));
                match entry.value.value {
                    Value::Map(_) => map_step = map_step.or(step.filter(|step| *step > 0)),
                    _ => list_step = list_step.or(step),
                }
                open.push(entry.value);
            }
        }
        Layout { map_step: map_step.unwrap_or(2), list_step: list_step.unwrap_or(2) }
    }

    /// Where the text of a value ends, white space behind it not counted; none where white space is content.
    pub(super) fn end_of(&self, node: Node<'_>) -> Option<usize> {
        if let Some(alias) = node.alias {
            return Some(alias.end);
        }
        let last = last_leaf(node);
        if last.style == Style::BlockScalar {
            let header = self.lines.slice(last.span.start, self.lines.next(last.span.start));
            if last.alias.is_none() && header.contains('+') {
                return None;
            }
        }
        let text = self.lines.slice(node.span.start, node.span.end);
        Some(node.span.start + text.trim_end().len())
    }

    /// The span of an entry, from its key to the end of its value.
    pub(super) fn span_of(&self, entry: Entry<'_>) -> Option<Span> {
        Some(Span::new(entry.key_span.start, self.end_of(entry.value)?))
    }
}

/// A mapping in which every key is written once, here.
pub(super) fn own_map(node: Node<'_>) -> Option<Mapping<'_>> {
    let map = node.as_map().filter(|_| node.alias.is_none())?;
    (map.shadowed().is_empty() && !map.has_merged()).then_some(map)
}

fn is_here(entry: Entry<'_>) -> bool {
    entry.merged.is_none() && entry.value.alias.is_none()
}

fn is_block_collection(node: Node<'_>) -> bool {
    !node.is_scalar() && node.style == Style::Block && !node.span.is_empty()
}

/// The value that is written last within a value.
fn last_leaf(node: Node<'_>) -> Node<'_> {
    let last = match node.value {
        Value::List(items) => items.last(),
        Value::Map(map) => map.entries.iter().max_by_key(|entry| entry.key_span).map(|entry| entry.value),
        _ => None,
    };
    last.map_or(node, last_leaf)
}
