//! Edits in every style, and generated ones: what they should change changes, everything else stays.

mod sets;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{At, Change, Editor, Patch, snippet, to_json};
use crate::yaml::{FieldPath, Limits, Node, SourceFile, load};

/// The value of a text, whose document is never dropped.
fn read(text: &str) -> Node<'static> {
    let mut documents = load(&SourceFile::new("test", text), &Limits::default());
    assert_eq!(documents.len(), 1, "{text}");
    Box::leak(Box::new(
        documents.remove(0).content.unwrap_or_else(|error| panic!("{error:?}\n{text}")).unwrap(),
    ))
    .root()
}

fn piece(text: &str) -> Option<Node<'static>> {
    Some(Box::leak(Box::new(snippet(text)?)).root())
}

/// The text after an edit, which must mean what the patch says.
fn edited(text: &str, edit: impl FnOnce(&Editor<'_>) -> Option<Patch>) -> Option<String> {
    let node = read(text);
    let patch = edit(&Editor::new(text, node))?;
    let after = Patch::apply(text, &patch.edits).expect("edits do not overlap");
    let expected = Change::apply(to_json(node), &patch.changes);
    assert_eq!(expected, Some(to_json(read(&after))), "{text}\nbecame\n{after}");
    Some(after)
}

fn path(text: &'static str) -> FieldPath {
    FieldPath::parse(text)
}

fn set(text: &str, at: &'static str, yaml: &str) -> Option<String> {
    edited(text, |editor| editor.set(&path(at), piece(yaml).unwrap(), At::End))
}

fn append(text: &str, at: &'static str, yaml: &str) -> Option<String> {
    edited(text, |editor| editor.append(&path(at), piece(yaml).unwrap(), At::End))
}

fn remove(text: &str, at: &'static str) -> Option<String> {
    edited(text, |editor| editor.remove(&path(at)))
}

fn move_into(text: &str, from: &'static str, into: &'static str) -> Option<String> {
    edited(text, |editor| editor.move_into(&[path(from)], &path(into)))
}

#[allow(clippy::unnecessary_wraps, reason = "it is compared with results")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn scalars_keep_their_quotes_and_comments() {
    assert_eq!(set("a: x # why\n", "a", "z"), some("a: z # why\n"));
    assert_eq!(set("a: 'x'\n", "a", "10%"), some("a: '10%'\n"));
    assert_eq!(set("a: \"x\"\n", "a", "z"), some("a: \"z\"\n"));
    assert_eq!(set("a: \"80\"\n", "a", "80"), some("a: 80\n"));
    assert_eq!(set("a: x\n", "a", "\"on\""), some("a: \"on\"\n"));
    assert_eq!(set("a:\nb: 1\n", "a", "x"), some("a: x\nb: 1\n"));
    assert_eq!(set("{\"a\": 1}", "a", "x"), some("{\"a\": \"x\"}"));
}

#[test]
fn new_entries_take_the_indentation_of_their_siblings() {
    assert_eq!(
        set("a:\n    b: 1 # c\n# d\ne: 2\n", "a.x", "1"),
        some("a:\n    b: 1 # c\n    x: 1\n# d\ne: 2\n")
    );
    assert_eq!(set("a:\n    b: 1", "a.x.z", "1"), some("a:\n    b: 1\n    x:\n        z: 1"));
    assert_eq!(set("- a: 1\r\n- b: 2\r\n", "[0].x", "1"), some("- a: 1\r\n  x: 1\r\n- b: 2\r\n"));
    assert_eq!(set("a: {b: 1}\n", "a.x", "z"), some("a: {b: 1, x: z}\n"));
    assert_eq!(set("a: {}\n", "a.x", "z"), some("a: {x: z}\n"));
    assert_eq!(set("a:\nb: 1\n", "a.x.z", "1"), some("a:\n  x:\n    z: 1\nb: 1\n"));
    assert_eq!(
        set("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", "a.x", "{w: z}"),
        some("{\n  \"a\": {\n    \"b\": 1,\n    \"x\": {\n      \"w\": \"z\"\n    }\n  }\n}\n")
    );
}

#[test]
fn places_among_siblings_are_kept() {
    let at = |text: &str, at| edited(text, |editor| editor.set(&path("r.x"), piece("1").unwrap(), at));
    assert_eq!(
        at("r:\n  a: 1\n  # of b\n  b: 2\n", At::Before("b")),
        some("r:\n  a: 1\n  x: 1\n  # of b\n  b: 2\n")
    );
    assert_eq!(at("r:\n  a: 1\n  b: 2\n", At::After("a")), some("r:\n  a: 1\n  x: 1\n  b: 2\n"));
    assert_eq!(at("r:\n  a: 1\n", At::After("b")), some("r:\n  a: 1\n  x: 1\n"));
    let first = edited("- b: 1\n", |editor| editor.set(&path("[0].x"), piece("1").unwrap(), At::Before("b")));
    assert_eq!(first, some("- x: 1\n  b: 1\n"));
}

#[test]
fn items_look_like_the_items_before_them() {
    assert_eq!(append("a:\n- b: 1\n", "a", "{b: 2, c: 3}"), some("a:\n- b: 1\n- b: 2\n  c: 3\n"));
    assert_eq!(append("a:\n  - {b: 1}\nc: 2\n", "a", "b: 2"), some("a:\n  - {b: 1}\n  - {b: 2}\nc: 2\n"));
    assert_eq!(append("a: [1, 2]\n", "a", "3"), some("a: [1, 2, 3]\n"));
    assert_eq!(append("a: []\n", "a", "b: 1"), some("a: [{b: 1}]\n"));
    assert_eq!(append("b:\n- 1\n", "a", "2"), some("b:\n- 1\na:\n- 2\n"));
    assert_eq!(append("a:\n", "a", "2"), some("a:\n  - 2\n"));
}

#[test]
fn removals_take_their_comments_and_nothing_else() {
    assert_eq!(remove("a:\n  # of b\n  b: 1\n  c: 2 # c\n", "a.b"), some("a:\n  c: 2 # c\n"));
    assert_eq!(remove("a: 1\nb: |\n  x\n\nc: 2\n", "b"), some("a: 1\n\nc: 2\n"));
    assert_eq!(remove("- a: 1\n  b: 2\n", "[0].a"), some("- b: 2\n"));
    assert_eq!(remove("a: 1\nb: 2", "b"), some("a: 1"));
    assert_eq!(remove("a:\n  - 1\n  - 2 # two\n", "a[1]"), some("a:\n  - 1\n"));
    assert_eq!(remove("{a: 1, b: 2}", "a"), some("{b: 2}"));
    assert_eq!(remove("x: {a: 1, b: 2}", "x.b"), some("x: {a: 1}"));
    assert_eq!(remove("a:\n  b: 1\n", "a.b"), None, "nothing would be left");
    let pruned = edited("a: 1\nb:\n  c:\n  - d: 1\n", |editor| editor.prune(&path("b.c[0].d")));
    assert_eq!(pruned, some("a: 1\n"));
}

#[test]
fn deeper_lines_come_first_at_one_place() {
    let both = |text: &str| {
        edited(text, |editor| {
            let outer = editor.set(&path("r.x"), piece("1").unwrap(), At::End);
            let inner = [1, 2].map(|item| editor.append(&path("r.a"), piece(&item.to_string())?, At::End));
            Patch::all([outer].into_iter().chain(inner))
        })
    };
    assert_eq!(both("r:\n  a:\n    - 0\n"), some("r:\n  a:\n    - 0\n    - 1\n    - 2\n  x: 1\n"));
    assert_eq!(both("r:\n  a:\n  - 0"), some("r:\n  a:\n  - 0\n  - 1\n  - 2\n  x: 1"));
}

#[test]
fn several_items_go_at_once() {
    let remove = |text: &str, gone: &[usize]| edited(text, |editor| editor.remove_items(&path("a"), gone));
    assert_eq!(remove("a: [1, 2, 3, 4]\n", &[2, 3]), some("a: [1, 2]\n"));
    assert_eq!(remove("a: [1, 2, 3, 4]\n", &[0, 1]), some("a: [3, 4]\n"));
    assert_eq!(remove("a: [1, 2, 3, 4]\n", &[0, 2, 3]), some("a: [2]\n"));
    assert_eq!(remove("a:\n  - 1\n  # two\n  - 2\n  - 3\n", &[1, 2]), some("a:\n  - 1\n"));
    assert_eq!(remove("a: [1, 2]\nb: 1\n", &[1, 0]), some("b: 1\n"));
    assert_eq!(remove("a: [1, 2]\n", &[0, 1]), None, "nothing would be left");
}

#[test]
fn moved_lines_are_indented_anew() {
    assert_eq!(
        move_into("a:\n  # why\n  b:\n    - 1\n\n    - 2 # two\n  c: 1\nd:\n    e: 1\n", "a.b", "d"),
        some("a:\n  c: 1\nd:\n    e: 1\n    # why\n    b:\n      - 1\n\n      - 2 # two\n")
    );
    assert_eq!(
        move_into("a: |\n  x\nb:\n  c: 1\n", "a", "b.d"),
        some("b:\n  c: 1\n  d:\n    a: |\n      x\n")
    );
    assert_eq!(
        move_into("a: {b: 1, c: [2]}\nd: {e: 3}\n", "a.c", "d"),
        some("a: {b: 1}\nd: {e: 3, c: [2]}\n")
    );
    assert_eq!(move_into("a: 1\nb:\n  a: 2\n", "a", "b"), None, "the place is taken");
    for text in ["a:\n  b: 1\n  \r  c: 2\nd:\n  e: 1\n", "a:\r  b: 1\nd:\n  e: 1\n"] {
        assert_eq!(move_into(text, "a", "d"), None, "{text:?}: a line break of its own");
    }
}

#[test]
fn what_is_left_empty_by_a_move_goes() {
    let moved = |text: &str| edited(text, |editor| editor.move_and_prune(&[path("a.b")], &path("c.d")));
    assert_eq!(
        moved("a:\n  # why\n  b: x # b\nc:\n  e: 1\n"),
        some("c:\n  e: 1\n  d:\n    # why\n    b: x # b\n")
    );
    assert_eq!(
        moved("a:\n  b: x\n  f: 2\nc:\n  d:\n    e: 1\n"),
        some("a:\n  f: 2\nc:\n  d:\n    e: 1\n    b: x\n")
    );
    assert_eq!(moved("a: {b: x}\nc: {d: {e: 1}}\n"), some("c: {d: {e: 1, b: x}}\n"));
    assert_eq!(moved("a: # of a\n  b: x\nc:\n  e: 1\n"), None, "a comment that is not its own");
    let inside =
        edited("e:\n  a:\n    b: x\n", |editor| editor.move_and_prune(&[path("e.a.b")], &path("e.a.c")));
    assert_eq!(inside, None, "into what would be gone");
}

#[test]
fn images_need_no_quotes() {
    assert_eq!(set("a: x\n", "a", "\"r.io/x:v1@sha256:0a\""), some("a: r.io/x:v1@sha256:0a\n"));
    assert_eq!(set("a: {b: x}\n", "a.b", "\"r.io:5000/x\""), some("a: {b: r.io:5000/x}\n"));
    assert_eq!(set("a: x\n", "a", "\"x:\""), some("a: \"x:\"\n"));
}

#[test]
fn keys_keep_their_quotes() {
    let rename = |text: &str| edited(text, |editor| editor.rename(&path("a"), "b"));
    assert_eq!(rename("a: 1 # a\n"), some("b: 1 # a\n"));
    assert_eq!(rename("{\"a\": 1}"), some("{\"b\": 1}"));
    assert_eq!(rename("'a': 1\n"), some("'b': 1\n"));
    assert_eq!(rename("a: 1\nb: 2\n"), None);
}

#[test]
fn what_is_not_certain_is_left_alone() {
    assert_eq!(set("a: &x {b: 1}\nc: *x\n", "a.b", "2"), None, "anchored");
    assert_eq!(set("a: &x {b: 1}\nc: *x\n", "c.b", "2"), None, "through an alias");
    assert_eq!(set("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", "c.e", "2"), None, "merged");
    assert_eq!(set("a: !!str 1\n", "a", "2"), None, "tagged");
    for text in ["a: !x\nb: 1\n", "a: &x\nb: 1\n", "a: # c\n  !!null\nb: 1\n"] {
        assert_eq!(set(text, "a", "2"), None, "{text:?}: no value, but a tag or an anchor");
    }
    assert_eq!(set("- !x\n- 1\n", "[0]", "2"), None, "a tag without a value");
    assert_eq!(set("a: 1\na: 2\n", "a", "3"), None, "written twice");
    assert_eq!(set("a: 1\n# {{ if }}\nb: 2\n", "b", "3"), None, "a template");
    assert_eq!(set("a: {b: 1 # c\n  }\n", "a.x", "3"), None, "a comment in brackets");
    assert_eq!(set("a: |\n  x\n", "a", "y"), None, "a block of text");
    assert_eq!(set("a: |+\n  x\n\n", "b", "y"), None, "line breaks that count");
    assert_eq!(set("a: x\n  y\n", "a", "z"), None, "several lines");
    assert_eq!(remove("a: &x 1\nb: 2\nc: *x\n", "a"), None, "an anchor");
}

/// Values as a generated text writes them, in block or in flow style, with comments here and there.
fn value(depth: u32) -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        "[a-z]{1,6}".prop_map(Json::from),
        any::<i16>().prop_map(Json::from),
        any::<bool>().prop_map(Json::from),
        "[ -~]{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(depth, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[a-e]", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Writes a value in block style down to a depth, in flow style below.
fn write(value: &Json, indent: usize, block: usize, step: usize) -> String {
    let pad = " ".repeat(indent);
    match value {
        Json::Object(map) if block > 0 && !map.is_empty() => {
            let lines = map.iter().map(|(key, value)| {
                let below = write(value, indent + step, block - 1, step);
                let comment = if key == "c" { format!("{pad}# {key}\n") } else { String::new() };
                let gap = if below.starts_with('\n') { "" } else { " " };
                format!("{comment}{pad}{key}:{gap}{below}")
            });
            format!("\n{}", lines.collect::<String>())
        }
        Json::Array(items) if block > 0 && !items.is_empty() => {
            let lines = items.iter().map(|item| {
                let below = write(item, indent + 2, block - 1, step);
                format!("{pad}- {}", below.trim_start())
            });
            format!("\n{}", lines.collect::<String>())
        }
        _ => format!("{value} # end\n"),
    }
}

/// Every path of a value.
fn paths(value: &Json, here: &FieldPath, out: &mut Vec<FieldPath>) {
    out.push(here.clone());
    match value {
        Json::Object(map) => {
            map.iter().for_each(|(key, value)| paths(value, &here.clone().entry(key), out));
        }
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| paths(value, &here.clone().index(index), out));
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn generated_edits_mean_what_they_say(
        tree in prop::collection::btree_map("[a-e]", value(4), 1..5),
        new in value(2),
        (block, step, crlf, open_end) in (1_usize..6, 1_usize..5, any::<bool>(), any::<bool>()),
        (one, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let tree = json!(tree);
        let mut text = write(&tree, 0, block, step).trim_start().to_owned();
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if open_end {
            text.truncate(text.trim_end().len());
        }
        prop_assert_eq!(&to_json(read(&text)), &tree);
        let mut all = Vec::new();
        paths(&tree, &FieldPath::root(), &mut all);
        let (one, other) = (one.get(&all).clone(), other.get(&all).clone());
        let new = piece(&write(&new, 0, block, step));
        let inner = one.clone().key("new");
        if let Some(new) = new {
            edited(&text, |editor| editor.set(&one, new, At::End));
            edited(&text, |editor| editor.set(&inner, new, At::Before("b")));
            edited(&text, |editor| editor.set(&inner, new, At::After("b")));
            edited(&text, |editor| editor.append(&one, new, At::End));
        }
        edited(&text, |editor| editor.quote(&one));
        edited(&text, |editor| editor.remove(&one));
        edited(&text, |editor| editor.prune(&one));
        edited(&text, |editor| editor.rename(&one, "new name"));
        if !other.segments().starts_with(one.segments()) {
            edited(&text, |editor| editor.move_into(std::slice::from_ref(&one), &other));
            edited(&text, |editor| editor.move_and_prune(std::slice::from_ref(&one), &other));
        }
    }
}
