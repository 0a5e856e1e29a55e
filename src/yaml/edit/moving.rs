//! Moving entries: their lines go with comments and layout, indented as the new place asks for.

use super::change::{Change, to_json};
use super::editor::{At, Editor, own_map};
use super::patch::{Edit, Patch};
use super::remove::{borrows, holds_anchor};
use super::render;
use crate::yaml::{Document, Entry, FieldPath, Node, Segment, Span, Style};

/// The mapping that is there on the way to a place, and the keys below it that are not.
struct Target<'a, 'p> {
    node: Node<'a>,
    missing: Vec<&'p str>,
}

/// An entry that moves.
struct Moved<'a> {
    entry: Entry<'a>,
    /// What is gone afterwards: the field, or what holds nothing else.
    gone: FieldPath,
    /// The text of that with its comments and what separates it from its neighbours.
    whole: Span,
    in_block: bool,
}

impl Editor<'_> {
    /// Moves fields, under their names, into an object that has none of them yet; it is made where it is missing.
    pub fn move_into(&self, fields: &[FieldPath], into: &FieldPath) -> Option<Patch> {
        let moved = fields.iter().map(|from| self.movable(from, from.clone()));
        self.moved(&moved.collect::<Option<Vec<_>>>()?, into)
    }

    /// As [`move_into`](Self::move_into); an object that is left empty goes, too.
    pub fn move_and_prune(&self, fields: &[FieldPath], into: &FieldPath) -> Option<Patch> {
        let moved = fields.iter().map(|from| self.movable(from, self.pruned(from)?));
        self.moved(&moved.collect::<Option<Vec<_>>>()?, into)
    }

    fn moved(&self, moved: &[Moved<'_>], into: &FieldPath) -> Option<Patch> {
        let target = self.target(into)?;
        let is_free = |one: &Moved<'_>| target.node.get(&one.entry.key).is_none();
        if target.missing.is_empty() && !moved.iter().all(is_free) {
            return None;
        }
        if moved.iter().any(|one| into.segments().starts_with(one.gone.segments())) {
            return None;
        }
        let all_block = target.node.style == Style::Block && moved.iter().all(|one| one.in_block);
        let mut edits =
            if all_block { vec![self.moved_lines(moved, &target)?] } else { self.rewritten(moved, &target)? };
        edits.extend(moved.iter().map(|one| Edit::remove(one.whole)));
        let set = |one: &Moved<'_>| {
            let path = into.clone().entry(one.entry.key);
            Change::Set(path, to_json(one.entry.value))
        };
        let changes = moved.iter().flat_map(|one| [set(one), Change::Remove(one.gone.clone())]);
        self.patch(edits, changes.collect())
    }

    fn movable(&self, from: &FieldPath, gone: FieldPath) -> Option<Moved<'_>> {
        let (_, entry) = self.entry(from)?;
        let parent = self.find(&from.parent()?)?;
        let whole = self.whole_span(&gone)?;
        // What is said of the object around it would be lost with that.
        let is_lost = gone != *from && self.lines.slice(whole.start, self.own_start(entry)?).contains('#');
        let is_own = !borrows(entry.value) && !holds_anchor(self.lines.slice(whole.start, whole.end));
        (is_own && !is_lost).then_some(Moved { entry, gone, whole, in_block: parent.style == Style::Block })
    }

    /// Where the text of an entry starts, the comments above it included.
    fn own_start(&self, entry: Entry<'_>) -> Option<usize> {
        let start = entry.key_span.start;
        if !self.lines.is_first(start) {
            return Some(start);
        }
        Some(self.lines.with_comments_above(self.lines.start(start), self.lines.column(start)?))
    }

    fn target<'p>(&self, into: &'p FieldPath) -> Option<Target<'_, 'p>> {
        let mut depth = into.segments().len();
        let node = loop {
            if let Some(node) = self.find(&into.clone().truncated(depth)) {
                break node;
            }
            depth = depth.checked_sub(1)?;
        };
        own_map(node)?;
        let missing = into.segments()[depth..].iter().map(|segment| match segment {
            Segment::Key(key) => Some(key.as_ref()),
            Segment::Index(_) => None,
        });
        Some(Target { node, missing: missing.collect::<Option<Vec<_>>>()? })
    }

    /// New text for the fields, one of them if the object around it is new, too.
    fn rewritten(&self, moved: &[Moved<'_>], target: &Target<'_, '_>) -> Option<Vec<Edit>> {
        if !target.missing.is_empty() && moved.len() > 1 {
            return None;
        }
        let edits = moved.iter().map(|Moved { entry, whole, .. }| {
            if self.lines.slice(whole.start, whole.end).contains('#') {
                return None;
            }
            let Some((first, inner)) = target.missing.split_first() else {
                return self.insertion(target.node, entry.key, entry.value, At::End);
            };
            let keys: Vec<&str> = inner.iter().copied().chain([entry.key]).collect();
            let wrapped = Document::wrapped(&keys, entry.value);
            self.insertion(target.node, first, wrapped.root(), At::End)
        });
        edits.collect()
    }

    /// The lines of the fields, below a mapping in block style.
    fn moved_lines(&self, moved: &[Moved<'_>], target: &Target<'_, '_>) -> Option<Edit> {
        let map = own_map(target.node)?;
        let column = self.lines.column(map.entries.first()?.key_span.start)?;
        let step = self.layout().map_step;
        let around = target.missing.iter().enumerate();
        let mut lines: Vec<String> = around
            .map(|(depth, key)| format!("{}{}:", " ".repeat(column + depth * step), render::key(key, false)))
            .collect();
        for one in moved {
            lines.extend(self.shifted(one, column + target.missing.len() * step)?);
        }
        self.insert_lines(map, &lines, At::End)
    }

    /// The lines of one field in another column, with the comments above it.
    fn shifted(&self, Moved { entry, .. }: &Moved<'_>, to: usize) -> Option<Vec<String>> {
        let entry = *entry;
        let start = entry.key_span.start;
        let end = self.span_of(entry)?.end;
        let shift = Shift { from: self.lines.column(start)?, to };
        let first = self.lines.start(start);
        let is_first = self.lines.is_first(start);
        let above = if is_first { self.lines.with_comments_above(first, shift.from) } else { first };
        let comments = self.lines.slice(above, first).lines();
        let mut own = self.lines.slice(start, self.lines.next(end)).lines();
        let key_line = Shift { from: 0, to }.line(own.next()?.trim_end())?;
        // A scalar without indicators goes on in any column: it is not for us to guess which.
        let is_text = entry.value.is_scalar() && entry.value.style != Style::BlockScalar;
        if is_text && own.clone().next().is_some() {
            return None;
        }
        let mut lines = comments.map(|line| shift.line(line)).collect::<Option<Vec<_>>>()?;
        lines.push(key_line);
        lines.extend(own.map(|line| shift.line(line)).collect::<Option<Vec<_>>>()?);
        Some(lines)
    }
}

/// From one column to another.
#[derive(Clone, Copy)]
struct Shift {
    from: usize,
    to: usize,
}

impl Shift {
    /// A line in its new column; none if it starts before the old one, or is more than a line.
    fn line(self, line: &str) -> Option<String> {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            return Some(String::new());
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        // A carriage return alone breaks a line, too; what follows it would stay in its column.
        if indent < self.from || line[indent..].starts_with('\t') || line.contains('\r') {
            return None;
        }
        Some(format!("{}{}", " ".repeat(indent - self.from + self.to), &line[indent..]))
    }
}
