//! One page of a list as an API server sends it: decoded into the narrow types at once, so that the text can be dropped.

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::borrowed::Borrowed;
use super::{Interest, node_list, pod_list};
use crate::inventory::node::Node;
use crate::placement::RunningPod;

/// One page of a list.
#[derive(Debug)]
pub struct Page<'a> {
    items: Vec<&'a RawValue>,
    /// `metadata.continue`: what the next page is asked for with; `None` on the last page.
    pub next: Option<String>,
    /// `metadata.remainingItemCount`: how many objects follow, if the server says so.
    pub remaining: Option<usize>,
}

/// Why a text cannot be read as a page of a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The text ends in the middle.
    #[error("the list ends in the middle")]
    CutOff,
    /// The text is something else.
    #[error("not a list: {0}")]
    NotAList(String),
    /// An object of the list is not what it should be.
    #[error("an object cannot be read: {0}")]
    Object(String),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    kind: Option<Borrowed<'a>>,
    #[serde(borrow, default)]
    items: Option<Vec<&'a RawValue>>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    #[serde(default, rename = "continue")]
    next: Option<String>,
    #[serde(default)]
    remaining_item_count: Option<usize>,
}

impl<'a> Page<'a> {
    /// Finds the objects of a page, without decoding them.
    ///
    /// # Errors
    /// The text ends in the middle, or is not a list.
    pub fn parse(text: &'a str) -> Result<Self, PageError> {
        let envelope: Envelope<'a> = serde_json::from_str(text).map_err(|error| {
            if error.is_eof() { PageError::CutOff } else { PageError::NotAList(error.to_string()) }
        })?;
        let kind = envelope.kind.as_deref().unwrap_or_default();
        // Old servers write null for an empty list.
        if envelope.items.is_none() && !kind.ends_with("List") {
            return Err(PageError::NotAList(format!("an object of kind {kind:?}")));
        }
        let metadata = envelope.metadata.unwrap_or_default();
        Ok(Self {
            items: envelope.items.unwrap_or_default(),
            next: metadata.next.filter(|token| !token.is_empty()),
            remaining: metadata.remaining_item_count,
        })
    }

    /// How many objects the page holds.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the page holds no object.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The page as Nodes, of whose labels only those are kept that the run asks for.
    ///
    /// # Errors
    /// An object is not a Node.
    pub fn nodes(&self, interest: &Interest) -> Result<Vec<Node>, PageError> {
        self.map(|text| node_list::from_json(text, "Node", interest))
    }

    /// The page as Pods, of whose labels only those are kept that the run asks for.
    ///
    /// # Errors
    /// An object is not a Pod.
    pub fn pods(&self, interest: &Interest) -> Result<Vec<RunningPod>, PageError> {
        self.map(|text| pod_list::from_json(text, "Pod", interest))
    }

    /// Decodes the objects of the page into a type of the caller.
    ///
    /// # Errors
    /// An object does not fit.
    pub fn objects<T: for<'de> Deserialize<'de> + Send>(&self) -> Result<Vec<T>, PageError> {
        self.map(|text| serde_json::from_str(text).map(Some))
    }

    fn map<T: Send>(
        &self,
        make: impl Fn(&str) -> serde_json::Result<Option<T>> + Sync,
    ) -> Result<Vec<T>, PageError> {
        let object = |item: &&RawValue| match make(item.get()) {
            Ok(Some(object)) => Ok(object),
            Ok(None) => Err(PageError::Object("it is of another kind".to_owned())),
            Err(error) => Err(PageError::Object(error.to_string())),
        };
        self.items.par_iter().map(object).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, PageError};
    use crate::inventory::Interest;

    #[test]
    fn a_page_says_what_follows() {
        let text = r#"{"kind":"NodeList","apiVersion":"v1","metadata":{"continue":"abc","remainingItemCount":7},
            "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}"#;
        let page = Page::parse(text).unwrap();
        let names: Vec<_> =
            page.nodes(&Interest::everything()).unwrap().into_iter().map(|n| n.name).collect();
        assert_eq!((page.next.as_deref(), page.remaining), (Some("abc"), Some(7)));
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn the_last_page_names_no_next_one() {
        for metadata in ["{}", r#"{"continue":""}"#, "null"] {
            let text = format!(r#"{{"kind":"PodList","metadata":{metadata},"items":null}}"#);
            let page = Page::parse(&text).unwrap();
            assert_eq!((page.next.as_deref(), page.len()), (None, 0), "{metadata}");
        }
    }

    #[test]
    fn what_is_no_whole_page_is_refused() {
        let whole = r#"{"kind":"PodList","metadata":{},"items":[{"metadata":{"name":"a"}}]}"#;
        for end in 0..whole.len() {
            assert_eq!(Page::parse(&whole[..end]).err(), Some(PageError::CutOff), "{}", &whole[..end]);
        }
        for text in ["<html>", r#"{"kind":"Status"}"#, "[]", "{}"] {
            assert!(matches!(Page::parse(text), Err(PageError::NotAList(_))), "{text}");
        }
    }

    #[test]
    fn an_object_of_another_kind_is_refused() {
        let text = r#"{"kind":"List","items":[{"kind":"Service","metadata":{"name":"a"}}]}"#;
        assert!(matches!(
            Page::parse(text).unwrap().pods(&Interest::everything()),
            Err(PageError::Object(_))
        ));
    }
}
