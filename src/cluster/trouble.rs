//! What can go wrong between us and a server, told apart by its cause.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use super::words::{is_html, of_html, one_line};
use crate::inventory::PageError;

/// Why a request has no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The server refuses it.
    Status(Refusal),
    /// There is no connection, or it broke.
    Connection(Cause, String),
    /// `--request-timeout` is over.
    TooSlow(Duration),
    /// The answer ended in the middle.
    CutOff,
    /// The answer is a page of HTML, with its words.
    Html(String),
    /// The answer is something else than was asked for.
    Unreadable(String),
}

/// An answer without success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub(super) code: u16,
    /// The server's words.
    pub(super) words: String,
    /// Whether they came as HTML, which no API server writes.
    pub(super) html: bool,
    /// What the server asks to wait.
    pub(super) retry_after: Option<Duration>,
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Nobody listens.
    Refused,
    /// The name of the host is not known.
    UnknownHost,
    /// Nobody answered in time.
    TimedOut,
    /// The server's certificate is over.
    Expired,
    /// The server's certificate is signed by somebody else.
    UnknownAuthority,
    /// The server's certificate is for other names.
    WrongName,
    /// The server does not take our certificate.
    OurCertificate,
    /// The server does not speak TLS.
    NoTls,
    /// The server does not speak plain HTTP.
    NoHttp,
    /// The proxy does not connect us.
    Proxy,
    /// The connection was closed before the answer.
    Closed,
    /// Anything else.
    Other,
}

impl Trouble {
    /// What an answer without success says.
    pub(super) fn of_answer(code: u16, body: &str, retry_after: Option<Duration>) -> Self {
        let html = is_html(body);
        let message = serde_json::from_str::<serde_json::Value>(body).ok();
        let message = message.as_ref().and_then(|status| status.get("message")?.as_str());
        let words = match message {
            Some(message) => one_line(message),
            None if html => of_html(body),
            None => one_line(body),
        };
        if code == 400 && words.contains("HTTP request to an HTTPS server") {
            return Self::Connection(Cause::NoHttp, words);
        }
        Self::Status(Refusal { code, words, html, retry_after })
    }

    /// Why a text is not the page that was asked for.
    pub(super) fn of_page(error: PageError, text: &str) -> Self {
        match error {
            _ if is_html(text) => Self::Html(of_html(text)),
            PageError::CutOff => Self::CutOff,
            PageError::NotAList(words) | PageError::Object(words) => Self::Unreadable(one_line(&words)),
        }
    }

    /// Why a request got no answer.
    pub(super) fn of_request(error: &kube::Error) -> Self {
        let mut words = Vec::new();
        let mut kind = None;
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            words.push(error.to_string());
            kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind).or(kind);
            next = error.source();
        }
        let all = words.join(": ");
        let last = words.last().map(|words| one_line(words)).unwrap_or_default();
        Self::Connection(cause(&all, kind), last)
    }

    /// Whether the next try may fare better.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Status(Refusal { code, .. }) => *code == 429 || *code >= 500,
            Self::Connection(cause, _) => *cause == Cause::Closed,
            Self::CutOff => true,
            Self::TooSlow(_) | Self::Html(_) | Self::Unreadable(_) => false,
        }
    }

    /// What the server asks to wait.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status(Refusal { retry_after, .. }) => *retry_after,
            _ => None,
        }
    }
}

/// The words are those of rustls 0.23, hyper 1 and hyper-util 0.1, whose types are not to be had here.
fn cause(words: &str, kind: Option<ErrorKind>) -> Cause {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    if has(&["tunnel error", "SOCKS error"]) {
        return Cause::Proxy;
    }
    if has(&["invalid peer certificate"]) {
        return match () {
            () if has(&["certificate expired", "Expired"]) => Cause::Expired,
            () if has(&["UnknownIssuer"]) => Cause::UnknownAuthority,
            () if has(&["not valid for name", "NotValidForName"]) => Cause::WrongName,
            () => Cause::Other,
        };
    }
    if has(&["received fatal alert"]) {
        let ours = ["Certificate", "UnknownCA", "AccessDenied", "DecryptError"];
        return if has(&ours) { Cause::OurCertificate } else { Cause::Other };
    }
    if has(&["received corrupt message", "InvalidContentType"]) {
        return Cause::NoTls;
    }
    if has(&["dns error"]) {
        return Cause::UnknownHost;
    }
    if has(&["invalid HTTP version", "invalid HTTP status-code"]) {
        return Cause::NoHttp;
    }
    match kind {
        Some(ErrorKind::ConnectionRefused) => Cause::Refused,
        Some(ErrorKind::TimedOut) => Cause::TimedOut,
        Some(
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof,
        ) => Cause::Closed,
        _ if has(&["connection closed before message completed", "connection error", "SendRequest"]) => {
            Cause::Closed
        }
        _ => Cause::Other,
    }
}
