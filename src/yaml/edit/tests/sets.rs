//! Several edits at once, on generated texts: the values and comments that none of them is about stay.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{At, Change, Editor, Patch, paths, piece, read, to_json, value, write};
use crate::yaml::{FieldPath, Node};

/// What is done at a path.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Set,
    SetBelow,
    Append,
    Quote,
    Rename,
    Remove,
    Prune,
    Move,
}

const KINDS: [Kind; 8] = [
    Kind::Set,
    Kind::SetBelow,
    Kind::Append,
    Kind::Quote,
    Kind::Rename,
    Kind::Remove,
    Kind::Prune,
    Kind::Move,
];

/// One of these is enough.
const ALONE: [Kind; 4] = [Kind::Rename, Kind::Remove, Kind::Prune, Kind::Move];

fn patch(editor: &Editor<'_>, kind: Kind, path: &FieldPath) -> Option<Patch> {
    let new = piece("{k: [1], l: text}")?;
    match kind {
        Kind::Set => editor.set(path, piece("fresh")?, At::End),
        Kind::SetBelow => editor.set(&path.clone().key("fresh"), new, At::Before("b")),
        Kind::Append => editor.append(path, new, At::End),
        Kind::Quote => editor.quote(path),
        Kind::Rename => editor.rename(path, "fresh"),
        Kind::Remove => editor.remove(path),
        Kind::Prune => editor.prune(path),
        Kind::Move => editor.move_into(std::slice::from_ref(path), &FieldPath::parse("moved")),
    }
}

/// The text with a number behind every comment, so that no two are equal.
fn numbered(text: &str) -> String {
    let is_comment = |line: &str| line.ends_with("# end") || line.trim() == "# c";
    let lines = text.lines().enumerate();
    lines
        .map(|(at, line)| if is_comment(line) { format!("{line} {at}.\n") } else { format!("{line}\n") })
        .collect()
}

/// The numbered comments, sorted.
fn comments(text: &str) -> Vec<&str> {
    let starts = text.lines().filter_map(|line| line.rfind("# ").map(|at| &line[at..]));
    let mut found: Vec<&str> = starts.filter(|comment| comment.ends_with('.')).collect();
    found.sort_unstable();
    found
}

/// The path that a comment belongs to: what ends before it on its line, or the key below it.
fn owner(text: &str, root: Node<'_>, all: &[FieldPath], comment: &str) -> FieldPath {
    let at = text.find(comment).expect("the comment");
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let behind = |span_end: usize| (line..=at).contains(&span_end);
    let above = |path: &FieldPath| {
        let map = root.at(&path.parent()?)?.as_map()?;
        let key = map.get(path.last_key()?)?.key_span.start;
        let next = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        (text[next..].len() - text[next..].trim_start().len() + next == key).then_some(())
    };
    if text[line..at].trim().is_empty() {
        return all.iter().find(|path| above(path).is_some()).expect("a key").clone();
    }
    let ends = all.iter().filter_map(|path| Some((root.at(path)?.span.end, path)));
    let last = ends.filter(|(end, _)| behind(*end)).max_by_key(|(end, path)| (*end, path.segments().len()));
    last.expect("a value").1.clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn values_and_comments_elsewhere_stay(
        tree in prop::collection::btree_map("[a-e]", value(4), 2..5),
        (block, step, crlf) in (1_usize..6, 1_usize..5, any::<bool>()),
        wanted in prop::collection::vec((prop::sample::select(&KINDS[..]), any::<prop::sample::Index>()), 1..5),
    ) {
        let tree = json!(tree);
        let mut text = numbered(write(&tree, 0, block, step).trim_start());
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let root = read(&text);
        let mut all = Vec::new();
        paths(&tree, &FieldPath::root(), &mut all);
        let editor = Editor::new(&text, root);
        let (patch, chosen) = chosen(&editor, &all, &wanted);
        let Some(patch) = patch else { return Ok(()) };

        let after = Patch::apply(&text, &patch.edits).expect("edits do not overlap");
        let expected: Option<Json> = Change::apply(tree, &patch.changes);
        prop_assert_eq!(expected, Some(to_json(read(&after))), "{}\nbecame\n{}", text, after);

        let left = comments(&after);
        prop_assert!(left.windows(2).all(|pair| pair[0] != pair[1]), "{}\nbecame\n{}", text, after);
        let gone: Vec<&FieldPath> = patch.changes.iter().filter_map(|change| match change {
            Change::Remove(path) => Some(path),
            _ => None,
        }).collect();
        for comment in comments(&text) {
            let owner = owner(&text, root, &all, comment);
            // What moves takes its comments along.
            let may_go = gone.iter().any(|path| owner.segments().starts_with(path.segments()))
                && !chosen.iter().any(|(kind, path)| *kind == Kind::Move && owner.segments().starts_with(path.segments()));
            prop_assert!(may_go || left.contains(&comment), "{}\nbecame\n{}", text, after);
        }
        prop_assert!(left.iter().all(|comment| text.contains(comment)));
    }
}

/// As many of the edits as do not get into each other's way, and which they are.
fn chosen(
    editor: &Editor<'_>,
    all: &[FieldPath],
    wanted: &[(Kind, prop::sample::Index)],
) -> (Option<Patch>, Vec<(Kind, FieldPath)>) {
    let mut parts = Vec::new();
    let mut chosen: Vec<(Kind, FieldPath)> = Vec::new();
    for (kind, index) in wanted {
        let path = index.get(all);
        let is_apart = |(_, other): &(Kind, FieldPath)| {
            !other.segments().starts_with(path.segments()) && !path.segments().starts_with(other.segments())
        };
        // A name can be given once only, prunes may grow into what others need, and two removals may leave nothing.
        let is_alone = chosen.iter().all(|(other, _)| !ALONE.contains(kind) || !ALONE.contains(other));
        if let Some(part) = patch(editor, *kind, path).filter(|_| is_alone && chosen.iter().all(is_apart)) {
            parts.push(Some(part));
            chosen.push((*kind, path.clone()));
        }
    }
    (Patch::all(parts), chosen)
}
