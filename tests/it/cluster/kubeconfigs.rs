//! Kubeconfigs as kubectl reads them, and what is said of those that do not lead anywhere.

use daemonset_lint::cluster::{Access, Cluster, ClusterError};
use insta::assert_snapshot;

use super::{TOKEN, contexts, shown};
use crate::sandbox::Sandbox;

const TWO: &str = "
apiVersion: v1
kind: Config
clusters:
- {name: here, cluster: {server: 'https://127.0.0.1:1'}}
users:
- {name: me, user: {token: sEcReT-t0ken-of-the-user}}
contexts:
- {name: production, context: {cluster: here, user: me}}
- {name: staging, context: {cluster: here, user: me}}
- {name: nowhere, context: {cluster: gone, user: me}}
- {name: nobody, context: {cluster: here, user: gone}}
- {name: anonymous, context: {cluster: here}}
";

fn error(text: &str, context: Option<&str>) -> String {
    let sandbox = Sandbox::new();
    let access = Access { kubeconfig: Some(sandbox.file("config", text)), ..Access::default() };
    let error: ClusterError = Cluster::connect(&access, context).unwrap_err();
    shown(&error).replace(&sandbox.path().display().to_string(), "DIR")
}

#[test]
fn contexts_are_listed_in_their_order() {
    let sandbox = Sandbox::new();
    let path = sandbox.file("config", format!("{TWO}current-context: staging\n"));
    let access = Access { kubeconfig: Some(path), ..Access::default() };
    let found = contexts(&access).unwrap();
    assert_eq!(found.names, ["production", "staging", "nowhere", "nobody", "anonymous"]);
    assert_eq!(found.current.as_deref(), Some("staging"));
    assert_eq!(Cluster::connect(&access, None).unwrap().context(), "staging");
    assert_eq!(Cluster::connect(&access, Some("anonymous")).unwrap().context(), "anonymous");
}

#[test]
fn contexts_that_lead_nowhere_are_named() {
    assert_snapshot!(error(TWO, None), @r"
        the kubeconfig DIR/config has no current context
          help: choose one with --context NAME: production, staging, nowhere, nobody, anonymous
        ");
    assert_snapshot!(error(TWO, Some("prodution")), @r"
        there is no context prodution in the kubeconfig DIR/config
          help: did you mean production?
        ");
    assert_snapshot!(error(TWO, Some("zzz")), @r"
        there is no context zzz in the kubeconfig DIR/config
          help: choose one of: production, staging, nowhere, nobody, anonymous
        ");
    assert_snapshot!(error(TWO, Some("nowhere")), @r"
        context nowhere names the cluster gone, which the kubeconfig does not have
          help: correct it with: kubectl config set-context nowhere --cluster NAME
        ");
    assert_snapshot!(error(TWO, Some("nobody")), @r"
        context nobody names the user gone, which the kubeconfig does not have
          help: correct it with: kubectl config set-context nobody --user NAME
        ");
    assert_snapshot!(error("", None), @r"
        the kubeconfig DIR/config has no current context
          help: name another file with --kubeconfig; this one has no contexts
        ");
}

#[test]
fn files_that_cannot_be_read_are_named_without_what_they_hold() {
    let missing = Access { kubeconfig: Some("/no/such/kubeconfig".into()), ..Access::default() };
    assert_snapshot!(shown(&contexts(&missing).unwrap_err()), @r"
        cannot read the kubeconfig /no/such/kubeconfig: No such file or directory (os error 2)
          help: name a file that you may read with --kubeconfig or in KUBECONFIG
        ");
    assert_snapshot!(error(&format!("users:\n- name: me\n  user: {TOKEN}\n"), None), @r"
        the kubeconfig DIR/config:3:9 is not valid YAML, or not a kubeconfig
          help: correct it; `kubectl config view --kubeconfig DIR/config` says what is wrong
        ");
    assert_snapshot!(error(&format!("users:\n- name: me\n  user: {{token: {TOKEN}\n"), None), @r"
        the kubeconfig DIR/config:3:9 is not valid YAML, or not a kubeconfig
          help: correct it; `kubectl config view --kubeconfig DIR/config` says what is wrong
        ");
    assert_snapshot!(error(TOKEN, None), @r"
        the kubeconfig DIR/config:1:1 is not valid YAML, or not a kubeconfig
          help: correct it; `kubectl config view --kubeconfig DIR/config` says what is wrong
        ");
}

#[test]
fn clusters_that_cannot_be_used_are_named() {
    let with = |cluster: &str| {
        let text = TWO.replace("server: 'https://127.0.0.1:1'", cluster);
        error(&text, Some("production"))
    };
    assert_snapshot!(with(""), @r"
        the cluster of context production has no server
          help: correct the kubeconfig, or choose another context with --context
        ");
    assert_snapshot!(with("server: 'https://bob:hUnter2@not a host'"), @r"
        the server of context production is not a URL: https://not a host
          help: correct the kubeconfig, or choose another context with --context
        ");
    assert_snapshot!(with("server: 'https://a', certificate-authority-data: '?'"), @r"
        the certificate authority of context production is not valid base64
          help: correct the kubeconfig, or choose another context with --context
        ");
    assert_snapshot!(with("server: 'https://a', certificate-authority-data: aGVsbG8="), @r"
        the certificate authority of context production holds no certificate in PEM
          help: correct the kubeconfig, or choose another context with --context
        ");
    assert_snapshot!(with("server: 'https://a', certificate-authority: /no/such/ca"), @r"
        the certificate authority of context production cannot be read from /no/such/ca: No such file or directory (os error 2)
          help: correct the kubeconfig, or choose another context with --context
        ");
    assert_snapshot!(with("server: 'https://a', proxy-url: 'ftp://bob:hUnter2@proxy'"), @r"
        context production cannot be used: the proxy ftp://proxy speaks an unknown protocol
          help: correct the user and the cluster of the context in the kubeconfig, or log in again
        ");
    assert_snapshot!(with("server: 'https://a', proxy-url: 'http://bob:hUnter2@pro xy'"), @r"
        the proxy URL for context production is not a URL
          help: correct the kubeconfig, or choose another context with --context
        ");
}
