//! Long lists in JSON, an object at a time: nothing of an object outlives the reading of it but what is kept.

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::borrowed::Borrowed;
use super::error::InventoryError;
use crate::yaml::SourceFile;

/// A list, or a single object, of which only this much is read.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    items: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    kind: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    metadata: Option<ListMetadata<'a>>,
}

#[derive(Deserialize)]
struct ListMetadata<'a> {
    /// Set on a list that the server has not sent to its end.
    #[serde(borrow, default, rename = "continue")]
    next_page: Option<Borrowed<'a>>,
}

/// Makes something of every object of a JSON text and the kind that its list implies, on all processors, in the order of
/// the text. `None` if nothing can be made of one, or if the text is no JSON or only a page of a list: read it the general
/// way then, which also says what is wrong.
///
/// # Errors
/// The text ends in the middle.
pub(super) fn map<T: Send>(
    source: &SourceFile,
    command: &str,
    make: impl Fn(&str, &str) -> Option<T> + Sync,
) -> Result<Option<Vec<T>>, InventoryError> {
    let text = source.text();
    if !text.trim_start().starts_with('{') {
        return Ok(None);
    }
    let mut all = Vec::new();
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Envelope<'_>>();
    loop {
        let start = documents.byte_offset();
        let envelope = match documents.next() {
            None => return Ok(Some(all)),
            Some(Ok(envelope)) => envelope,
            Some(Err(error)) if error.is_eof() => return Err(cut_off(source, error.line(), command)),
            Some(Err(_)) => return Ok(None),
        };
        let whole = text.get(start..documents.byte_offset()).unwrap_or_default();
        let Some(objects) = objects(&envelope, whole, &make) else { return Ok(None) };
        all.extend(objects);
    }
}

fn objects<T: Send>(
    envelope: &Envelope<'_>,
    whole: &str,
    make: &(impl Fn(&str, &str) -> Option<T> + Sync),
) -> Option<Vec<T>> {
    let Some(items) = &envelope.items else { return make("", whole).map(|object| vec![object]) };
    let next_page = envelope.metadata.as_ref().and_then(|metadata| metadata.next_page.as_deref());
    let item_kind = envelope.kind.as_deref().and_then(|kind| kind.strip_suffix("List")).unwrap_or_default();
    if next_page.is_some_and(|page| !page.is_empty()) {
        return None;
    }
    items.par_iter().map(|item| make(item_kind, item.get())).collect()
}

fn cut_off(source: &SourceFile, line: usize, command: &str) -> InventoryError {
    let help = format!("write it again, such as with: {command}");
    InventoryError {
        line: Some(line),
        ..InventoryError::new(source, "ends in the middle: it was cut off", help)
    }
}
