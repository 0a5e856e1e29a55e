//! Whole lists, a page at a time. A page is decoded while the next one is under way, and then dropped.

use std::sync::Arc;

use kube::api::ListParams;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};

use super::Progress;
use super::advice::{Asked, explain};
use super::error::ClusterError;
use super::kind::Kind;
use super::server::{Query, Server};
use super::trouble::{Refusal, Trouble};
use crate::inventory::{Page, PageError};

/// Objects of a page, as kubectl asks for them (`--chunk-size`).
const PAGE: u32 = 500;
/// How often a list that expired is begun again.
const RESTARTS: usize = 3;
/// More objects than this are not believed in before they are there.
const FORESEEN: usize = 200_000;

/// Makes of a page what is kept of it.
pub(super) type Decode<T> = Arc<dyn Fn(&Page<'_>) -> Result<Vec<T>, PageError> + Send + Sync>;

/// Why there is no list.
#[derive(Debug)]
pub(super) enum NoList {
    /// It may not be read, with the server's words.
    Denied(String),
    /// The server does not know the kind.
    Unknown,
    /// Anything else, or what makes of the two above an error.
    Failed(ClusterError),
}

/// Which list is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    /// The kind.
    pub(super) kind: Kind,
    /// The namespace; all without it.
    pub(super) namespace: Option<&'a str>,
    /// Labels, as `-l` takes them.
    pub(super) selector: Option<&'a str>,
    /// Whether there is no going on without it.
    pub(super) required: bool,
}

/// What is known of a page before its objects are decoded.
struct Head {
    count: usize,
    next: Option<String>,
    remaining: Option<usize>,
}

impl Server {
    /// Reads a list to its end.
    pub(super) async fn list<T: Send + 'static>(
        &self,
        wish: Wish<'_>,
        decode: &Decode<T>,
        progress: &dyn Progress,
    ) -> Result<Vec<T>, NoList> {
        let mut restarts = 0;
        loop {
            let trouble = match self.list_once(wish, decode, progress).await {
                Ok(objects) => return Ok(objects),
                Err(trouble) => trouble,
            };
            match &trouble {
                Trouble::Status(Refusal { code: 410, .. }) if restarts < RESTARTS => restarts += 1,
                Trouble::Status(Refusal { code: 403, words, html: false, .. }) if !wish.required => {
                    return Err(NoList::Denied(self.identity.secrets.hide(words)));
                }
                Trouble::Status(Refusal { code: 404, html: false, .. }) if !wish.required => {
                    return Err(NoList::Unknown);
                }
                _ => {
                    let asked = Asked { kind: wish.kind, namespace: wish.namespace, verb: "list" };
                    return Err(NoList::Failed(explain(&trouble, &self.identity, asked)));
                }
            }
        }
    }

    async fn list_once<T: Send + 'static>(
        &self,
        wish: Wish<'_>,
        decode: &Decode<T>,
        progress: &dyn Progress,
    ) -> Result<Vec<T>, Trouble> {
        let path = wish.kind.resource().path(wish.namespace);
        let mut params = ListParams::default().limit(PAGE);
        params.label_selector = wish.selector.map(str::to_owned);
        let mut objects = Vec::new();
        let mut seen = 0;
        let mut decoding: Option<JoinHandle<Result<Vec<T>, PageError>>> = None;
        loop {
            let query = Query::List(&path, &params);
            let (head, next_decoding) = self.ask(query, |text| begin(text, Arc::clone(decode))).await?;
            seen += head.count;
            progress.read(wish.kind, seen, total(seen, &head));
            if objects.is_empty() {
                objects.reserve(head.remaining.unwrap_or_default().min(FORESEEN));
            }
            if let Some(page) = decoding.replace(next_decoding) {
                objects.extend(finish(page).await?);
            }
            let Some(token) = head.next else { break };
            params.continue_token = Some(token);
        }
        if let Some(page) = decoding {
            objects.extend(finish(page).await?);
        }
        Ok(objects)
    }
}

/// How many objects there will be, where it is known.
fn total(seen: usize, head: &Head) -> Option<usize> {
    match (&head.next, head.remaining) {
        (None, _) => Some(seen),
        (Some(_), remaining) => remaining.map(|remaining| seen.saturating_add(remaining)),
    }
}

/// Starts to decode a page on another thread, and waits only until it is known to be whole.
async fn begin<T: Send + 'static>(
    text: String,
    decode: Decode<T>,
) -> Result<(Head, JoinHandle<Result<Vec<T>, PageError>>), Trouble> {
    let (sender, receiver) = oneshot::channel();
    let decoding = spawn_blocking(move || {
        let page = match Page::parse(&text) {
            Ok(page) => page,
            Err(error) => {
                // Nobody listens if the run has ended, which is all right.
                let _ = sender.send(Err(Trouble::of_page(error, &text)));
                return Ok(Vec::new());
            }
        };
        let head = Head { count: page.len(), next: page.next.clone(), remaining: page.remaining };
        let _ = sender.send(Ok(head));
        decode(&page)
    });
    let head = receiver.await.unwrap_or(Err(Trouble::CutOff))?;
    Ok((head, decoding))
}

async fn finish<T>(page: JoinHandle<Result<Vec<T>, PageError>>) -> Result<Vec<T>, Trouble> {
    match page.await {
        Ok(objects) => objects.map_err(|error| Trouble::of_page(error, "")),
        Err(stopped) => Err(Trouble::Unreadable(stopped.to_string())),
    }
}
