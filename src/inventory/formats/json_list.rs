//! Long lists in JSON, an object at a time: nothing of an object outlives the reading of it but what is kept.

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

/// Hands every object of a JSON text to `take`, with the kind that its list implies, until that says no. False if it
/// did, or if the text is no JSON or only a page of a list: read it the general way then, which also says what is wrong.
///
/// # Errors
/// The text ends in the middle.
pub(super) fn each<'a>(
    source: &'a SourceFile,
    command: &str,
    mut take: impl FnMut(&str, &'a str) -> bool,
) -> Result<bool, InventoryError> {
    let text = source.text();
    if !text.trim_start().starts_with('{') {
        return Ok(false);
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Envelope<'a>>();
    loop {
        let start = documents.byte_offset();
        let envelope = match documents.next() {
            None => return Ok(true),
            Some(Ok(envelope)) => envelope,
            Some(Err(error)) if error.is_eof() => return Err(cut_off(source, error.line(), command)),
            Some(Err(_)) => return Ok(false),
        };
        let whole = text.get(start..documents.byte_offset()).unwrap_or_default();
        if !take_all(&envelope, whole, &mut take) {
            return Ok(false);
        }
    }
}

fn take_all<'a>(
    envelope: &Envelope<'a>,
    whole: &'a str,
    take: &mut impl FnMut(&str, &'a str) -> bool,
) -> bool {
    let Some(items) = &envelope.items else { return take("", whole) };
    let next_page = envelope.metadata.as_ref().and_then(|metadata| metadata.next_page.as_deref());
    let item_kind = envelope.kind.as_deref().and_then(|kind| kind.strip_suffix("List")).unwrap_or_default();
    next_page.is_none_or(str::is_empty) && items.iter().all(|item| take(item_kind, item.get()))
}

fn cut_off(source: &SourceFile, line: usize, command: &str) -> InventoryError {
    let help = format!("write it again, such as with: {command}");
    InventoryError {
        line: Some(line),
        ..InventoryError::new(source, "ends in the middle: it was cut off", help)
    }
}
