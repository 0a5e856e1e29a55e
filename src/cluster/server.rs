//! A server, and single requests to it: sent, read, and sent again where that helps.

use std::time::{Duration, SystemTime};

use kube::api::{GetParams, ListParams};
use kube::client::Body;
use kube::core::Request;
use tokio::sync::Semaphore;

use super::login::Login;
use super::retry::{self, Retry};
use super::trouble::Trouble;
use super::words::{Secrets, segment};

/// How many requests are under way at the same time: few enough for any server's fair queuing.
const LANES: usize = 8;

/// A server that can be asked.
pub(super) struct Server {
    client: kube::Client,
    timeout: Option<Duration>,
    lanes: Semaphore,
    /// What errors say of it.
    pub(super) identity: Identity,
}

/// What errors say of a server.
#[derive(Debug)]
pub(super) struct Identity {
    /// The context.
    pub(super) context: String,
    /// Its URL, without user and password.
    pub(super) url: String,
    /// The proxy before it, without user and password.
    pub(super) proxy: Option<String>,
    /// How the user logs in.
    pub(super) login: Login,
    /// What must not be shown.
    pub(super) secrets: Secrets,
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Query<'a> {
    /// A page of a list.
    List(&'a str, &'a ListParams),
    /// One object, by its name.
    Get(&'a str, &'a str),
}

impl Server {
    pub(super) fn new(client: kube::Client, timeout: Option<Duration>, identity: Identity) -> Self {
        Self { client, timeout, lanes: Semaphore::new(LANES), identity }
    }

    /// Sends a request, reads the answer whole and makes something of it, and again where the trouble may pass.
    pub(super) async fn ask<T, F: Future<Output = Result<T, Trouble>>>(
        &self,
        query: Query<'_>,
        make: impl Fn(String) -> F,
    ) -> Result<T, Trouble> {
        let mut retry = Retry::default();
        loop {
            let trouble = match self.send(query).await {
                Ok(text) => match make(text).await {
                    Ok(answer) => return Ok(answer),
                    Err(trouble) => trouble,
                },
                Err(trouble) => trouble,
            };
            if !trouble.is_transient() {
                return Err(trouble);
            }
            let Some(pause) = retry.pause(trouble.retry_after()) else { return Err(trouble) };
            tokio::time::sleep(pause).await;
        }
    }

    async fn send(&self, query: Query<'_>) -> Result<String, Trouble> {
        // It is never closed, so that there is always a permit to come.
        let _lane = self.lanes.acquire().await;
        let Some(limit) = self.timeout else { return self.exchange(query).await };
        tokio::time::timeout(limit, self.exchange(query)).await.unwrap_or(Err(Trouble::TooSlow(limit)))
    }

    async fn exchange(&self, query: Query<'_>) -> Result<String, Trouble> {
        let request = match query {
            Query::List(path, params) => Request::new(path).list(params),
            Query::Get(path, name) => Request::new(path).get(&segment(name), &GetParams::default()),
        };
        let request = request.map_err(|error| Trouble::Unreadable(error.to_string()))?;
        let response = self.client.send(request.map(Body::from)).await;
        let response = response.map_err(|error| Trouble::of_request(&error))?;
        let status = response.status();
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|value| retry::parse(value, SystemTime::now()));
        let body = response.into_body().collect_bytes().await;
        let is_success = status.is_success();
        let text = match body {
            Ok(body) => String::from_utf8(body.into()),
            Err(_) if is_success => return Err(Trouble::CutOff),
            Err(_) => Ok(String::new()),
        };
        let text = text.map_err(|_| Trouble::Unreadable("the answer is not UTF-8".to_owned()))?;
        if is_success { Ok(text) } else { Err(Trouble::of_answer(status.as_u16(), &text, retry_after)) }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("identity", &self.identity).finish_non_exhaustive()
    }
}
