//! Live clusters, read from a server that is as faulty as the test wants it.

mod certificates;
mod credentials;
mod environment;
mod faults;
mod kubeconfigs;
mod lists;
mod server;

use std::fmt::Write as _;
use std::path::PathBuf;

use daemonset_lint::cluster::{
    Access, Cluster, ClusterError, DaemonSets, NoProgress, Scope, State, Wanted, contexts,
};

use crate::sandbox::Sandbox;
use certificates::{Authority, Identity};
use server::{Answer, Request, Server};

/// What no output may hold.
const TOKEN: &str = "sEcReT-t0ken-of-the-user";

/// A server, the kubeconfig that leads to it, and the folder of both.
struct Setup {
    server: Server,
    sandbox: Sandbox,
    kubeconfig: PathBuf,
}

/// The pieces of a kubeconfig with one context, `test`.
struct Kubeconfig<'a> {
    server: &'a str,
    cluster: &'a str,
    user: &'a str,
}

impl Kubeconfig<'_> {
    fn text(&self) -> String {
        let Self { server, cluster, user } = self;
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
             clusters:\n- name: here\n  cluster: {{server: '{server}'{cluster}}}\n\
             users:\n- name: me\n  user: {{{user}}}\n\
             contexts:\n- name: test\n  context: {{cluster: here, user: me}}\n"
        )
    }
}

impl Setup {
    /// A server with a good certificate, a user with a token, and all that fits.
    fn new(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let authority = Authority::new("cluster");
        Self::with(&authority, &authority.sign(&["127.0.0.1"]), script)
    }

    /// A server with a certificate, and a kubeconfig that trusts an authority.
    fn with(
        trusted: &Authority,
        identity: &Identity,
        script: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let server = Server::start(Some(identity), script);
        let sandbox = Sandbox::new();
        sandbox.file("ca.crt", trusted.pem());
        let kubeconfig = Kubeconfig {
            server: &format!("https://127.0.0.1:{}", server.port),
            cluster: ", certificate-authority: ca.crt",
            user: &format!("token: {TOKEN}"),
        };
        let kubeconfig = sandbox.file("config", kubeconfig.text());
        Self { server, sandbox, kubeconfig }
    }

    /// The same server, read through another kubeconfig.
    fn rewritten(mut self, cluster: &str, user: &str) -> Self {
        let server = format!("https://127.0.0.1:{}", self.server.port);
        let text = Kubeconfig { server: &server, cluster, user }.text();
        self.kubeconfig = self.sandbox.file("config", text);
        self
    }

    fn access(&self) -> Access {
        Access { kubeconfig: Some(self.kubeconfig.clone()), ..Access::default() }
    }

    fn connect(&self) -> Result<Cluster, ClusterError> {
        Cluster::connect(&self.access(), None)
    }

    fn read(&self, wanted: &Wanted) -> Result<State, ClusterError> {
        self.connect()?.read(wanted, &NoProgress)
    }

    fn daemon_sets(&self, scope: &Scope) -> Result<DaemonSets, ClusterError> {
        self.connect()?.daemon_sets(scope, &NoProgress)
    }

    /// What the user reads of an error, without what differs from run to run.
    fn shown(&self, error: &ClusterError) -> String {
        let port = self.server.port.to_string();
        let folder = self.sandbox.path().display().to_string();
        shown(error).replace(&port, "PORT").replace(&folder, "DIR")
    }

    /// The error of a read of the nodes.
    fn error(&self) -> String {
        self.shown(&self.read(&Wanted::default()).unwrap_err())
    }
}

fn shown(error: &ClusterError) -> String {
    for text in [&error.problem, &error.help, &format!("{error:?}")] {
        assert!(!text.contains(TOKEN), "a secret: {text}");
    }
    assert!(!error.problem.contains(['\n', '\u{1b}']), "{}", error.problem);
    assert!(!error.help.is_empty());
    format!("{}\n  help: {}", error.problem, error.help)
}

/// A list as the server sends it: of a kind, with items in JSON and what its metadata says.
fn list(kind: &str, items: &[String], metadata: &str) -> String {
    let items = items.join(",");
    format!(r#"{{"kind":"{kind}List","apiVersion":"v1","metadata":{{{metadata}}},"items":[{items}]}}"#)
}

/// An object with a name, and a namespace if it has one.
fn object(namespace: &str, name: &str) -> String {
    let mut metadata = format!(r#""name":"{name}""#);
    if !namespace.is_empty() {
        write!(metadata, r#","namespace":"{namespace}""#).unwrap();
    }
    format!(r#"{{"metadata":{{{metadata}}}}}"#)
}

/// An answer for whatever is listed: nothing.
fn nothing(request: &Request) -> Answer {
    let kind = match request.path().rsplit('/').next().unwrap() {
        "nodes" => "Node",
        "pods" => "Pod",
        "daemonsets" => "DaemonSet",
        _ => "Thing",
    };
    Answer::json(list(kind, &[], ""))
}
