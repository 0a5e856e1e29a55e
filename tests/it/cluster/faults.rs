//! Each fault that people meet, and what they read of it.

use std::net::TcpListener;
use std::time::Duration;

use daemonset_lint::cluster::{Access, Cluster, NoProgress, Scope, Wanted};
use insta::assert_snapshot;

use super::server::{Answer, Server, listen};
use super::{Authority, Kubeconfig, Setup, list, nothing, object, shown};
use crate::sandbox::Sandbox;

/// A kubeconfig that leads to a URL, without a server of ours behind it.
fn error_at(url: &str, cluster: &str, hide: &str) -> String {
    let sandbox = Sandbox::new();
    let config = Kubeconfig { server: url, cluster, user: "token: x" }.text();
    let access = Access { kubeconfig: Some(sandbox.file("config", config)), ..Access::default() };
    let error = Cluster::connect(&access, None).unwrap().read(&Wanted::default(), &NoProgress).unwrap_err();
    shown(&error).replace(hide, "PORT")
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let error = error_at(&format!("https://127.0.0.1:{port}"), "", &port);
    assert!(error.starts_with("cannot reach https://127.0.0.1:PORT: "), "{error}");
    assert!(error.contains("help: start the cluster or the tunnel to it"), "{error}");
}

#[test]
fn certificates_are_expired_of_others_or_for_other_names() {
    let authority = Authority::new("cluster");
    let expired = Setup::with(&authority, &authority.sign_until(&["127.0.0.1"], 2001), nothing).error();
    assert_snapshot!(expired, @r"
        the certificate of https://127.0.0.1:PORT has expired: it was valid until 2001-01-01
          help: renew it on the server, and compare the clock of this machine
        ");
    let unknown = Setup::with(&Authority::new("other"), &authority.sign(&["127.0.0.1"]), nothing).error();
    assert_snapshot!(unknown, @r"
        the certificate of https://127.0.0.1:PORT is signed by an unknown authority
          help: write its CA into `certificate-authority-data` of the cluster of context test
        ");
    let misnamed = Setup::with(&authority, &authority.sign(&["api.example.com"]), nothing).error();
    assert_snapshot!(misnamed, @r#"
        the certificate of https://127.0.0.1:PORT is for other names: it is only valid for DnsName("api.example.com")
          help: correct `server`, or set `tls-server-name` of the cluster of context test
        "#);
}

#[test]
fn a_wrong_name_can_be_settled_and_any_certificate_be_taken() {
    let authority = Authority::new("cluster");
    let named = Setup::with(&authority, &authority.sign(&["api.example.com"]), nothing);
    let named = named.rewritten(", certificate-authority: ca.crt, tls-server-name: api.example.com", "");
    assert!(named.read(&Wanted::default()).is_ok());
    let expired = Setup::with(&authority, &authority.sign_until(&["example.com"], 2001), nothing);
    let expired = expired.rewritten(", insecure-skip-tls-verify: true", "");
    assert!(expired.read(&Wanted::default()).is_ok());
}

#[test]
fn tls_meets_plain_http_and_the_other_way_round() {
    let plain = Server::start(None, nothing);
    let port = plain.port.to_string();
    assert_snapshot!(error_at(&format!("https://127.0.0.1:{port}"), "", &port), @r"
        https://127.0.0.1:PORT does not speak TLS: received corrupt message of type InvalidContentType
          help: write http:// or another port in `server` of context test
        ");
    let setup = Setup::new(nothing);
    let port = setup.server.port.to_string();
    let error = error_at(&format!("http://127.0.0.1:{port}"), "", &port);
    assert!(error.contains("help: write https://") || error.contains("closed the connection"), "{error}");
    // What Go's servers answer, and so the API server.
    let go = Server::start(None, |_| {
        Answer::Full(400, vec![], "Client sent an HTTP request to an HTTPS server.\n".to_owned())
    });
    let port = go.port.to_string();
    assert_snapshot!(error_at(&format!("http://127.0.0.1:{port}"), "", &port), @r"
        http://127.0.0.1:PORT does not speak plain HTTP: Client sent an HTTP request to an HTTPS server.
          help: write https:// or another port in `server` of context test
        ");
}

#[test]
fn credentials_are_refused() {
    let setup = Setup::new(|_| Answer::status(401, "Unauthorized", "Unauthorized"));
    assert_snapshot!(setup.error(), @r"
        https://127.0.0.1:PORT refuses the credentials of context test: Unauthorized
          help: get a new token: this one may have expired, or be of another cluster
        ");
    assert_eq!(setup.server.requests().len(), 1, "refused credentials are not sent again");
    let anonymous = Setup::new(|_| {
        Answer::status(
            403,
            "Forbidden",
            r#"nodes is forbidden: User "system:anonymous" cannot list resource "nodes""#,
        )
    });
    assert_snapshot!(anonymous.rewritten(", certificate-authority: ca.crt", "").error(), @r#"
        https://127.0.0.1:PORT does not know who asks: nodes is forbidden: User "system:anonymous" cannot list resource "nodes"
          help: give context test a user with credentials, or log in
        "#);
}

#[test]
fn nodes_and_daemon_sets_may_not_be_read() {
    let setup = Setup::new(|request| {
        let kind = request.path().rsplit('/').next().unwrap();
        let words = format!("{kind} is forbidden: User \"eve\" cannot list resource \"{kind}\"\u{1b}[31m");
        Answer::status(403, "Forbidden", &words)
    });
    assert_snapshot!(setup.error(), @r#"
        may not list nodes: nodes is forbidden: User "eve" cannot list resource "nodes" [31m
          help: ask for a ClusterRole with this rule:
          - apiGroups: [""]
            resources: [nodes]
            verbs: [list]
        "#);
    let scope = Scope { namespace: Some("logging".to_owned()), selector: None };
    assert_snapshot!(setup.shown(&setup.daemon_sets(&scope).unwrap_err()), @r#"
        may not list daemonsets: daemonsets is forbidden: User "eve" cannot list resource "daemonsets" [31m
          help: ask for a Role in logging with this rule:
          - apiGroups: [apps]
            resources: [daemonsets]
            verbs: [list]
        "#);
    assert_eq!(setup.server.requests().len(), 2);
}

#[test]
fn a_server_hangs() {
    let setup = Setup::new(|_| Answer::Hang);
    let access =
        daemonset_lint::cluster::Access { timeout: Some(Duration::from_millis(300)), ..setup.access() };
    let cluster = Cluster::connect(&access, None).unwrap();
    let error = cluster.read(&Wanted::default(), &NoProgress).unwrap_err();
    assert_snapshot!(setup.shown(&error), @r"
        https://127.0.0.1:PORT did not send the nodes within 0.3 s
          help: raise --request-timeout, or find out why the server is slow
        ");
    assert_eq!(setup.server.requests().len(), 1);
}

#[test]
fn a_page_is_cut_off() {
    let page = list("Node", &[object("", "a")], "");
    // Once is not worth a word: by the length that was announced, and by the text.
    for (nth, half) in
        [Answer::Half(page.clone()), Answer::json(&page[..page.len() / 2])].into_iter().enumerate()
    {
        let whole = page.clone();
        let once = Setup::new(move |request| match request.before {
            0 => half.clone(),
            _ => Answer::json(whole.clone()),
        });
        assert_eq!(once.read(&Wanted::default()).unwrap().nodes.len(), 1, "{nth}");
        assert_eq!(once.server.requests().len(), 2, "{nth}");
    }
    let always = Setup::new(move |_| Answer::Half(page.clone()));
    assert_snapshot!(always.error(), @r"
        https://127.0.0.1:PORT cuts the list of nodes off, again and again
          help: try again later; look at the proxy or load balancer before the server
        ");
    assert_eq!(always.server.requests().len(), 5);
}

#[test]
fn a_server_fails_or_has_too_much_to_do() {
    let failing = Setup::new(|_| {
        Answer::status(503, "ServiceUnavailable", "etcdserver: no leader").with("Retry-After: 0")
    });
    assert_snapshot!(failing.error(), @r"
        https://127.0.0.1:PORT fails: etcdserver: no leader (503)
          help: try again later; look at the server's log
        ");
    assert_eq!(failing.server.requests().len(), 5);
    let busy = Setup::new(|request| match request.before {
        0 => Answer::status(429, "TooManyRequests", "slow down").with("Retry-After: 0"),
        1 => {
            Answer::status(429, "TooManyRequests", "slow").with("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT")
        }
        2 => Answer::status(500, "InternalError", "oops").with("Retry-After: 0"),
        _ => nothing(request),
    });
    assert!(busy.read(&Wanted::default()).is_ok());
    assert_eq!(busy.server.requests().len(), 4);
    let tired = Setup::new(|_| Answer::status(429, "TooManyRequests", "later").with("Retry-After: 3600"));
    assert_snapshot!(tired.error(), @r"
        https://127.0.0.1:PORT has too much to do: later (429)
          help: try again in 3600 s, or give the user of context test a higher priority level
        ");
    assert_eq!(tired.server.requests().len(), 1, "nobody waits for an hour");
}

#[test]
fn a_connection_breaks() {
    let once = Setup::new(|request| if request.before == 0 { Answer::Close } else { nothing(request) });
    assert!(once.read(&Wanted::default()).is_ok());
    assert_eq!(once.server.requests().len(), 2);
}

#[test]
fn a_proxy_answers_with_html() {
    let page = "<!DOCTYPE html><html><head><title>Sign in to\n the network</title></head></html>";
    let login = Setup::new(move |_| Answer::Full(200, vec!["Content-Type: text/html"], page.to_owned()));
    assert_snapshot!(login.error(), @r"
        https://127.0.0.1:PORT answers with a page of HTML, not as an API server: Sign in to the network
          help: log in to the proxy that answers, go around it (NO_PROXY), or correct `server`
        ");
    let gateway = Setup::new(|_| {
        Answer::Full(502, vec!["Retry-After: 0"], "<h1>502 Bad Gateway</h1><hr>nginx".to_owned())
    });
    assert_snapshot!(gateway.error(), @r"
        https://127.0.0.1:PORT fails: 502 Bad Gateway nginx (502)
          help: try again later; look at the server's log
        ");
    assert_eq!((login.server.requests().len(), gateway.server.requests().len()), (1, 5));
}

#[test]
fn the_url_is_of_something_else() {
    let elsewhere = Setup::new(|_| Answer::Full(404, vec![], "404 page not found\n".to_owned()));
    assert_snapshot!(elsewhere.error(), @r"
        https://127.0.0.1:PORT has no nodes: 404 page not found (404)
          help: correct `server` of context test: it must be an API server
        ");
    let other = Setup::new(|_| Answer::json(r#"{"hello":"world"}"#));
    assert_snapshot!(other.error(), @r#"
        https://127.0.0.1:PORT sent no list of nodes that can be read: an object of kind ""
          help: correct `server` of context test: it must be an API server
        "#);
    let odd = Setup::new(|_| Answer::json(list("Node", &[r#"{"metadata":{"name":7}}"#.to_owned()], "")));
    assert_snapshot!(odd.error(), @r"
        https://127.0.0.1:PORT sent no list of nodes that can be read: invalid type: integer `7`, expected a string at line 1 column 21
          help: correct `server` of context test: it must be an API server
        ");
}

#[test]
fn a_selector_is_not_valid() {
    let setup = Setup::new(|_| Answer::status(400, "BadRequest", "unable to parse requirement: found '!!'"));
    let scope = Scope { namespace: None, selector: Some("!!".to_owned()) };
    assert_snapshot!(setup.shown(&setup.daemon_sets(&scope).unwrap_err()), @r"
        https://127.0.0.1:PORT does not list daemonsets: unable to parse requirement: found '!!' (400)
          help: compare with: kubectl --context test get daemonsets
        ");
}

#[test]
fn a_proxy_does_not_connect() {
    let refusing = listen(|mut stream| {
        use std::io::Write;
        super::server::read_head(&mut stream, &mut Vec::new());
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    });
    let port = refusing.to_string();
    let proxy = format!(", proxy-url: 'http://bob:hUnter2-pass@127.0.0.1:{port}'");
    let error = error_at("https://192.0.2.1:6443", &proxy, &port);
    assert!(!error.contains("hUnter2"), "{error}");
    assert_snapshot!(error, @r"
        cannot reach https://192.0.2.1:6443 through the proxy http://127.0.0.1:PORT: tunnel error: unsuccessful
          help: correct `proxy-url` of the cluster or HTTPS_PROXY, or go around the proxy with NO_PROXY
        ");
}
