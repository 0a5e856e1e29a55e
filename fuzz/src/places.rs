//! Places lie within their text, on the borders of characters.

use daemonset_lint::yaml::{Mapping, Node, RawDocument, Span, Style, Value};

pub fn assert_fits(text: &str, span: Span) {
    assert!(span.start <= span.end && text.get(span.range()).is_some(), "{span:?} of {} bytes", text.len());
}

pub fn assert_documents(text: &str, documents: &[RawDocument]) {
    for document in documents {
        assert_fits(text, document.span);
        for comment in &document.comments {
            assert_fits(text, *comment);
            assert!(text[comment.range()].starts_with('#'), "{:?} is no comment", &text[comment.range()]);
            assert!(!text[comment.range()].contains('\n'), "{:?}", &text[comment.range()]);
        }
        let in_order = document.comments.windows(2).all(|pair| pair[0].end <= pair[1].start);
        assert!(in_order, "{:?}", document.comments);
        match &document.content {
            Ok(content) => content.iter().for_each(|content| {
                assert_node(text, content.root());
                assert_apart(content.root(), &document.comments);
            }),
            Err(error) => {
                assert_fits(text, error.span);
                let words = [Some(&error.message), error.help.as_ref()];
                assert!(
                    words.into_iter().flatten().all(|text| !text.contains(char::is_control)),
                    "{error:?}"
                );
            }
        }
    }
    assert!(documents.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "documents overlap");
}

fn assert_node(text: &str, node: Node<'_>) {
    assert_fits(text, node.span);
    node.alias.iter().for_each(|alias| assert_fits(text, *alias));
    match node.value {
        Value::List(items) => {
            for item in items {
                assert_node(text, item);
                assert!(item.alias.is_some() || node.span.contains(item.span), "{item:?} outside its list");
            }
        }
        Value::Map(map) => assert_map(text, node, map),
        _ => {}
    }
}

/// No scalar has a comment within it, but for block scalars, whose first line may end with one.
fn assert_apart(node: Node<'_>, comments: &[Span]) {
    match node.value {
        _ if node.alias.is_some() => {}
        Value::List(items) => items.iter().for_each(|item| assert_apart(item, comments)),
        Value::Map(map) => {
            let own = map.entries.iter().filter(|entry| entry.merged.is_none());
            own.for_each(|entry| assert_apart(entry.value, comments));
        }
        _ if node.style == Style::BlockScalar => {}
        _ => {
            let next = comments.get(comments.partition_point(|comment| comment.end <= node.span.start));
            assert!(next.is_none_or(|next| node.span.end <= next.start), "{next:?} in {:?}", node.span);
        }
    }
}

fn assert_map(text: &str, node: Node<'_>, map: Mapping<'_>) {
    let lost = map.shadowed().iter().map(|shadowed| {
        assert_fits(text, shadowed.by);
        shadowed.entry
    });
    for entry in map.entries.iter().chain(lost) {
        assert_fits(text, entry.key_span);
        assert_node(text, entry.value);
        match entry.merged {
            Some(merge) => assert_fits(text, merge),
            None => assert!(node.span.contains(entry.key_span), "{:?} outside its mapping", entry.key),
        }
    }
}
