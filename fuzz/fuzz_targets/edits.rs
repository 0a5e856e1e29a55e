//! Edits of any text that parses: what is edited changes as it says, everything else stays.
#![no_main]

use daemonset_lint::yaml::edit::{At, Change, Editor, Patch, snippet, to_json};
use daemonset_lint::yaml::{FieldPath, Limits, Node, RawDocument, SourceFile, Value, load};
use libfuzzer_sys::fuzz_target;

/// Texts with more values than this say nothing new.
const MOST_PATHS: usize = 24;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let documents = read(text);
    let Some(Ok(Some(document))) = documents.first().map(|document| &document.content) else { return };
    let root = document.root();
    let mut paths = Vec::new();
    collect(root, &FieldPath::root(), &mut paths);
    let editor = Editor::new(text, root);
    let pieces = ["x", "{new: [1], b: \"on\"}"].map(|yaml| snippet(yaml).expect("a snippet"));
    let [scalar, map] = [pieces[0].root(), pieces[1].root()];
    for path in &paths {
        let inner = path.clone().key("new");
        let patches = [editor.set(&inner, scalar, At::Before("b")), editor.set(&inner, map, At::After("b"))];
        patches.into_iter().flatten().for_each(|patch| assert_meant(text, &documents, root, &patch));
    }
    // A document as a whole is nobody's to edit.
    for path in paths.iter().skip(1) {
        let patches = [
            editor.set(path, scalar, At::End),
            editor.set(path, map, At::End),
            editor.append(path, map, At::End),
            editor.quote(path),
            editor.remove(path),
            editor.prune(path),
            editor.rename(path, "new name"),
            editor.move_into(std::slice::from_ref(path), &FieldPath::parse("moved")),
        ];
        patches.into_iter().flatten().for_each(|patch| assert_meant(text, &documents, root, &patch));
    }
});

fn read(text: &str) -> Vec<RawDocument> {
    load(&SourceFile::new("fuzz.yaml", text), &Limits::default())
}

fn collect(node: Node<'_>, path: &FieldPath, paths: &mut Vec<FieldPath>) {
    if paths.len() >= MOST_PATHS {
        return;
    }
    paths.push(path.clone());
    match node.value {
        Value::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| collect(item, &path.clone().index(at), paths));
        }
        Value::Map(map) => {
            map.entries
                .iter()
                .for_each(|entry| collect(entry.value, &path.clone().key(entry.key.to_owned()), paths));
        }
        _ => {}
    }
}

fn assert_meant(text: &str, documents: &[RawDocument], root: Node<'_>, patch: &Patch) {
    let after = Patch::apply(text, &patch.edits).expect("edits do not overlap");
    let Some(meant) = Change::apply(to_json(root), &patch.changes) else { panic!("{patch:?} leads nowhere") };
    let changed = read(&after);
    // What was no JSON for its faults may be JSON without them, and is cut in other places then.
    let may_be_json = text.trim_start().starts_with('{');
    assert!(may_be_json || changed.len() == documents.len(), "{patch:?}\n{text}\nbecame\n{after}");
    match &changed[0].content {
        Ok(Some(document)) => {
            assert_eq!(to_json(document.root()), meant, "{patch:?}\n{text}\nbecame\n{after}")
        }
        other => panic!("{other:?}: {patch:?}\n{text}\nbecame\n{after}"),
    }
}
