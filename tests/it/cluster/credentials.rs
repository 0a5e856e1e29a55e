//! Ways to log in: what is sent, and what is said where it fails. No output holds a secret.

use std::path::PathBuf;

use daemonset_lint::cluster::{Access, Cluster, NoProgress, Wanted};
use insta::assert_snapshot;

use super::server::Answer;
use super::{Authority, Setup, TOKEN, nothing};

const CA: &str = ", certificate-authority: ca.crt";

/// What a user of a kubeconfig sends to log in.
fn sent(setup: &Setup) -> String {
    setup.read(&Wanted::default()).unwrap();
    setup.server.requests()[0].header("authorization").join(", ")
}

fn plugin(setup: &Setup, script: &str) -> PathBuf {
    let path = setup.sandbox.file("plugin", format!("#!/bin/sh\n{script}\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    path
}

/// A user that logs in with a plugin; `more` are further fields of it.
fn with_plugin(script: &str, more: &str) -> Setup {
    let setup = Setup::new(nothing);
    plugin(&setup, script);
    let user = format!(
        "exec: {{apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never{more}}}"
    );
    setup.rewritten(CA, &user)
}

fn connect_error(setup: &Setup) -> String {
    setup.shown(&setup.connect().unwrap_err())
}

#[test]
fn tokens_passwords_and_token_files_are_sent() {
    let token = Setup::new(nothing).rewritten(CA, "token: abcdef");
    assert_eq!(sent(&token), "Bearer abcdef");
    let password = Setup::new(nothing).rewritten(CA, "username: ann, password: secret");
    assert_eq!(sent(&password), "Basic YW5uOnNlY3JldA==");
    let file = Setup::new(nothing).rewritten(CA, "tokenFile: token, token: other");
    file.sandbox.file("token", "from-a-file\n");
    assert_eq!(
        sent(&file),
        "Bearer from-a-file",
        "a token file comes before a token, without its line break"
    );
    let anonymous = Setup::new(nothing).rewritten(CA, "token: ''");
    assert_eq!(sent(&anonymous), "");
}

#[test]
fn tokens_that_cannot_be_used_are_named_without_being_shown() {
    let missing = Setup::new(nothing).rewritten(CA, "tokenFile: nowhere");
    assert_snapshot!(connect_error(&missing), @r"
        cannot read the token file DIR/nowhere: No such file or directory (os error 2)
          help: correct `tokenFile` of the user in the kubeconfig, or log in again
        ");
    let broken = Setup::new(nothing).rewritten(CA, &format!("token: \"{TOKEN}\\nx\""));
    assert_snapshot!(connect_error(&broken), @r"
        the token of the user holds characters that no token has, such as line breaks
          help: write it into the kubeconfig again, or log in again
        ");
}

#[cfg(unix)]
#[test]
fn a_plugin_runs_once_and_gives_a_token() {
    let given = r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin","expirationTimestamp":"2001-01-01T00:00:00Z"}}"#;
    let script = format!(
        "echo run >> runs; printf '%s %s' \"$1\" \"$MODE\" > arguments; printf '%s' \"$KUBERNETES_EXEC_INFO\" > info; printf '%s' '{given}'"
    );
    let setup = with_plugin(
        &script.replace("> ", "> \"${0%/*}\"/"),
        ", args: [get], env: [{name: MODE, value: fast}], provideClusterInfo: true",
    );
    assert_eq!(sent(&setup), "Bearer from-plugin");
    let file = |name: &str| std::fs::read_to_string(setup.sandbox.path().join(name)).unwrap();
    assert_eq!((file("runs").as_str(), file("arguments").as_str()), ("run\n", "get fast"));
    let info: serde_json::Value = serde_json::from_str(&file("info")).unwrap();
    assert_eq!(info["kind"], "ExecCredential");
    assert_eq!(info["spec"]["interactive"], false);
    assert_eq!(info["spec"]["cluster"]["server"], format!("https://127.0.0.1:{}", setup.server.port));
}

#[cfg(unix)]
#[test]
fn a_plugin_fails() {
    let words = with_plugin(
        "echo \"token $SECRET_VALUE has expired: run login\" >&2; exit 3",
        ", env: [{name: SECRET_VALUE, value: hUnter2-pass}]",
    );
    assert_snapshot!(connect_error(&words), @r"
        the exec plugin DIR/./plugin failed: token <hidden> has expired: run login
          help: log in again with the tools of DIR/./plugin; `kubectl get nodes` runs it, too
        ");
    assert_snapshot!(connect_error(&with_plugin("exit 1", "")), @r"
        the exec plugin DIR/./plugin failed without a word (exit status: 1)
          help: log in again with the tools of DIR/./plugin; `kubectl get nodes` runs it, too
        ");
    assert_snapshot!(connect_error(&with_plugin(&format!("echo {TOKEN}"), "")), @r"
        the exec plugin DIR/./plugin did not print an ExecCredential
          help: update DIR/./plugin, or run it by hand to see what it prints
        ");
    let none = with_plugin(r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{}}'"#, "");
    assert_snapshot!(connect_error(&none), @r"
        the exec plugin DIR/./plugin gave neither a token nor a certificate
          help: update DIR/./plugin, or run it by hand to see what it prints
        ");
    let version = with_plugin(
        r#"echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"x"}}'"#,
        "",
    );
    assert_snapshot!(connect_error(&version), @r"
        the exec plugin DIR/./plugin answered in client.authentication.k8s.io/v1beta1, not client.authentication.k8s.io/v1
          help: update DIR/./plugin, or run it by hand to see what it prints
        ");
}

#[test]
fn a_plugin_is_missing() {
    let user = |hint: &str| {
        format!("exec: {{apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin{hint}}}")
    };
    let setup = Setup::new(nothing).rewritten(CA, &user(""));
    assert_snapshot!(connect_error(&setup), @r"
        the exec plugin no-such-plugin of the kubeconfig is not installed
          help: install no-such-plugin, or add its directory to PATH
        ");
    let setup = Setup::new(nothing).rewritten(CA, &user(", installHint: 'brew install it'"));
    assert!(connect_error(&setup).ends_with("help: brew install it"));
}

#[cfg(unix)]
#[test]
fn refused_credentials_of_a_plugin_name_it() {
    let setup = Setup::new(|_| Answer::status(401, "Unauthorized", "Unauthorized"));
    plugin(
        &setup,
        r#"echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"old-token"}}'"#,
    );
    let user =
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}";
    assert_snapshot!(setup.rewritten(CA, user).error(), @r"
        https://127.0.0.1:PORT refuses the credentials of context test: Unauthorized
          help: log in again with the tools of DIR/./plugin, whose credentials were refused
        ");
}

#[test]
fn client_certificates_are_sent_and_refused() {
    let (authority, clients) = (Authority::new("cluster"), Authority::new("clients"));
    let server = || authority.sign(&["127.0.0.1"]).asking_for(&clients);
    let user = "client-certificate: me.crt, client-key: me.key";
    let with = |identity: super::Identity| {
        let setup = Setup::with(&authority, &server(), nothing);
        setup.sandbox.file("me.crt", &identity.certificate);
        setup.sandbox.file("me.key", &identity.key);
        setup.rewritten(CA, user)
    };
    assert!(with(clients.sign(&["me"])).read(&Wanted::default()).is_ok());
    let stranger = with(Authority::new("strangers").sign(&["me"])).error();
    assert!(stranger.contains("does not accept the client certificate"), "{stranger}");
    let expired = with(clients.sign_until(&["me"], 2001)).error();
    assert!(expired.contains("help: renew the client certificate"), "{expired}");
    let missing = Setup::with(&authority, &server(), nothing).rewritten(CA, user);
    let missing = connect_error(&missing);
    assert!(missing.contains("context test cannot be used: failed to load client certificate"), "{missing}");
}

#[test]
fn whom_to_act_as_is_sent() {
    let setup = Setup::new(nothing);
    let access = Access {
        user: Some("system:serviceaccount:a:b".to_owned()),
        groups: vec!["one".to_owned(), "two".to_owned()],
        ..setup.access()
    };
    Cluster::connect(&access, None).unwrap().read(&Wanted::default(), &NoProgress).unwrap();
    let request = &setup.server.requests()[0];
    assert_eq!(request.header("impersonate-user"), ["system:serviceaccount:a:b"]);
    assert_eq!(request.header("impersonate-group"), ["one", "two"]);
    let access = Access { groups: vec!["one".to_owned()], ..setup.access() };
    assert_snapshot!(setup.shown(&Cluster::connect(&access, None).unwrap_err()), @r"
        cannot act as a group without a user
          help: name the user, too: --as USER --as-group GROUP
        ");
}

#[test]
fn nothing_that_can_be_printed_shows_a_secret() {
    let user = format!("token: {TOKEN}, password: hUnter2-pass, username: ann");
    let setup = Setup::new(|_| Answer::status(401, "Unauthorized", &format!("bad token {TOKEN}")))
        .rewritten(CA, &user);
    let cluster = setup.connect();
    let debug = format!("{cluster:?}");
    for secret in [TOKEN, "hUnter2"] {
        assert!(!debug.contains(secret), "{debug}");
    }
    assert!(setup.error().contains("bad token <hidden>"));
    let user = "client-certificate-data: c2VjcmV0LWNlcnQ=, client-key-data: c2VjcmV0LWtleQ==";
    let error = connect_error(&Setup::new(nothing).rewritten(CA, user));
    assert!(!error.contains("secret") && !error.contains("c2Vj"), "{error}");
}
