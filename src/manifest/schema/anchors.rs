//! Top-level values that are there for aliases elsewhere in the document to repeat.

use crate::yaml::{Entry, Mapping, Node, Span, Value};

/// The spans of the top-level values from which an alias or a `<<` outside of them takes content.
pub(super) fn lenders(document: Node<'_>) -> Vec<Span> {
    let Some(top) = document.as_map() else { return Vec::new() };
    let mut values: Vec<_> = top.entries.iter().map(|entry| entry.value.span).collect();
    values.sort_unstable();
    let mut lenders: Vec<_> = loans(document)
        .into_iter()
        .filter_map(|(content, by)| {
            let before = values.partition_point(|value| value.start <= content.start);
            let holder = values.get(before.checked_sub(1)?)?;
            (holder.contains(content) && !holder.contains(by)).then_some(*holder)
        })
        .collect();
    lenders.sort_unstable();
    lenders.dedup();
    lenders
}

/// Everything that came from elsewhere in the text: the place of the content, and the token that asked for it.
fn loans(document: Node<'_>) -> Vec<(Span, Span)> {
    let mut loans = Vec::new();
    let mut open = vec![document];
    while let Some(node) = open.pop() {
        loans.extend(node.alias.map(|alias| (node.span, alias)));
        match node.value {
            Value::List(items) => open.extend(items),
            Value::Map(map) => {
                loans.extend(merged(map));
                open.extend(map.entries.iter().map(|entry| entry.value));
            }
            _ => {}
        }
    }
    loans
}

fn merged(map: Mapping<'_>) -> impl Iterator<Item = (Span, Span)> {
    map.entries.iter().filter_map(|entry: Entry<'_>| Some((entry.key_span, entry.merged?)))
}
