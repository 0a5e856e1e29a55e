//! What to say of a trouble, and what to do about it.

use k8s_openapi::jiff::Timestamp;

use super::ClusterError;
use super::kind::Kind;
use super::login::Login;
use super::server::Identity;
use super::trouble::{Cause, Refusal, Trouble};

/// What was asked for when something went wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) kind: Kind,
    pub(super) namespace: Option<&'a str>,
    pub(super) verb: &'static str,
}

/// The error that the user reads.
pub(super) fn explain(trouble: &Trouble, server: &Identity, asked: Asked<'_>) -> ClusterError {
    let url = &server.url;
    let things = asked.kind.resource().plural;
    let (problem, help) = match trouble {
        Trouble::Status(refusal) => refused(refusal, server, asked),
        Trouble::Connection(cause, words) => connection(*cause, words, server),
        Trouble::TooSlow(limit) => (
            format!("{url} did not send the {things} within {} s", limit.as_secs_f64()),
            "raise --request-timeout, or find out why the server is slow".to_owned(),
        ),
        Trouble::CutOff => (
            format!("{url} cuts the list of {things} off, again and again"),
            "try again later; look at the proxy or load balancer before the server".to_owned(),
        ),
        Trouble::Html(words) => html_page(url, words),
        Trouble::Unreadable(words) => (
            format!("{url} sent no list of {things} that can be read: {words}"),
            format!("correct `server` of context {}: it must be an API server", server.context),
        ),
    };
    ClusterError { problem, help }.without(&server.secrets)
}

fn html_page(url: &str, words: &str) -> (String, String) {
    let problem = format!("{url} answers with a page of HTML, not as an API server: {words}");
    (problem, "log in to the proxy that answers, go around it (NO_PROXY), or correct `server`".to_owned())
}

fn connection(cause: Cause, words: &str, server: &Identity) -> (String, String) {
    let Identity { url, context, proxy, .. } = server;
    let via = proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default();
    match cause {
        Cause::Refused => (
            format!("cannot reach {url}: {words}"),
            format!("start the cluster or the tunnel to it, or correct `server` of context {context}"),
        ),
        Cause::UnknownHost => (
            format!("cannot reach {url}: {words}"),
            format!("connect to the network that knows the host, or correct `server` of context {context}"),
        ),
        Cause::TimedOut => (
            format!("cannot reach {url}{via}: nobody answers"),
            "connect to the cluster's network (VPN, bastion), or let this address in".to_owned(),
        ),
        Cause::Proxy => (
            format!("cannot reach {url}{via}: {words}"),
            "correct `proxy-url` of the cluster or HTTPS_PROXY, or go around the proxy with NO_PROXY"
                .to_owned(),
        ),
        Cause::Closed => (
            format!("{url} closed the connection{via}: {words}"),
            "try again later; look at the proxy or load balancer before the server".to_owned(),
        ),
        Cause::Other => (
            format!("cannot talk to {url}{via}: {words}"),
            format!("compare with: kubectl --context {context} get nodes -v=6"),
        ),
        _ => tls(cause, words, server),
    }
}

fn tls(cause: Cause, words: &str, Identity { url, context, .. }: &Identity) -> (String, String) {
    let words = words.trim_start_matches("invalid peer certificate: ");
    let (problem, help) = match cause {
        Cause::Expired => (
            format!("the certificate of {url} has expired: {}", expiry(words).unwrap_or(words.to_owned())),
            "renew it on the server, and compare the clock of this machine".to_owned(),
        ),
        Cause::UnknownAuthority => (
            format!("the certificate of {url} is signed by an unknown authority"),
            format!("write its CA into `certificate-authority-data` of the cluster of context {context}"),
        ),
        Cause::WrongName => (
            format!("the certificate of {url} is for other names: {}", names(words)),
            format!("correct `server`, or set `tls-server-name` of the cluster of context {context}"),
        ),
        Cause::OurCertificate => (
            format!("{url} does not accept the client certificate: {words}"),
            format!("renew the client certificate of the user of context {context}; it may have expired"),
        ),
        Cause::NoTls => (
            format!("{url} does not speak TLS: {words}"),
            format!("write http:// or another port in `server` of context {context}"),
        ),
        _ => (
            format!("{url} does not speak plain HTTP: {words}"),
            format!("write https:// or another port in `server` of context {context}"),
        ),
    };
    (problem, help)
}

/// The day that rustls gives in seconds: "not valid after 978307200 (...)".
fn expiry(words: &str) -> Option<String> {
    let seconds = words.split_once("not valid after ")?.1.split(' ').next()?.parse().ok()?;
    let date = Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d").to_string();
    Some(format!("it was valid until {date}"))
}

/// The names that rustls gives: `...; certificate is only valid for DnsName("a")`.
fn names(words: &str) -> String {
    words.split_once("; certificate is ").map_or(words.to_owned(), |(_, names)| format!("it is {names}"))
}

fn refused(refusal: &Refusal, server: &Identity, asked: Asked<'_>) -> (String, String) {
    let Identity { url, context, .. } = server;
    let things = asked.kind.resource().plural;
    let words = if refusal.words.is_empty() { "no reason is given" } else { &refusal.words };
    let later = match refusal.retry_after {
        Some(pause) if !pause.is_zero() => format!("in {} s", pause.as_secs()),
        _ => "later".to_owned(),
    };
    match refusal.code {
        401 => (format!("{url} refuses the credentials of context {context}: {words}"), log_in(server)),
        407 => (
            format!("the proxy before {url} asks for a login: {words}"),
            "write user and password into `proxy-url` of the cluster or into HTTPS_PROXY".to_owned(),
        ),
        403 if refusal.html => html_page(url, words),
        403 if server.login == Login::Anonymous && words.contains("system:anonymous") => {
            (format!("{url} does not know who asks: {words}"), log_in(server))
        }
        // "cannot impersonate resource" before 1.36, "cannot impersonate-on:user-info:list resource" since then.
        403 if words.contains("cannot impersonate") => (
            format!("may not read as somebody else: {words}"),
            "leave out --as and --as-group, or ask for the right to impersonate that user and its groups"
                .to_owned(),
        ),
        403 => (
            format!("may not {} {things}: {words}", asked.verb),
            format!("ask for a {} with this rule:\n{}", role(asked), rule(asked)),
        ),
        404 => (
            format!("{url} has no {things}: {words} (404)"),
            format!("correct `server` of context {context}: it must be an API server"),
        ),
        410 => (
            format!("the list of {things} expires before it is read to its end: {words}"),
            "try again when the server is less busy, or read less with -n".to_owned(),
        ),
        429 => (
            format!("{url} has too much to do: {words} (429)"),
            format!("try again {later}, or give the user of context {context} a higher priority level"),
        ),
        500.. => (
            format!("{url} fails: {words} ({})", refusal.code),
            format!("try again {later}; look at the server's log"),
        ),
        _ => (
            format!("{url} does not list {things}: {words} ({})", refusal.code),
            format!("compare with: kubectl --context {context} get {things}"),
        ),
    }
}

fn log_in(server: &Identity) -> String {
    match &server.login {
        Login::Plugin(command) => {
            format!("log in again with the tools of {command}, whose credentials were refused")
        }
        Login::Token => "get a new token: this one may have expired, or be of another cluster".to_owned(),
        Login::Password => "correct user name and password in the kubeconfig".to_owned(),
        Login::Certificate => "renew the client certificate: it may have expired".to_owned(),
        Login::Anonymous => format!("give context {} a user with credentials, or log in", server.context),
    }
}

fn role(asked: Asked<'_>) -> String {
    match asked.namespace {
        Some(namespace) => format!("Role in {namespace}"),
        None => "ClusterRole".to_owned(),
    }
}

/// The rule of a role that allows what was asked for.
fn rule(asked: Asked<'_>) -> String {
    let resource = asked.kind.resource();
    let group = if resource.group.is_empty() { "\"\"" } else { resource.group };
    format!("  - apiGroups: [{group}]\n    resources: [{}]\n    verbs: [{}]", resource.plural, asked.verb)
}
