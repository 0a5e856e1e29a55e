//! The real binary: what it takes from its environment, and what it prints where a cluster cannot be read.

use std::io::{Read, Write, copy};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::server::{Answer, listen, read_head};
use super::{Authority, Kubeconfig, Setup, TOKEN, list, nothing, object};
use crate::sandbox::{Run, Sandbox, end_of};

/// `coverage --cluster` with variables in the environment.
fn coverage(sandbox: &Sandbox, variables: &[(&str, &str)], more: &[&str]) -> Run {
    let mut command = sandbox.command();
    command.args(["coverage", "--cluster"]).args(more).envs(variables.iter().copied());
    let mut child = command.spawn().unwrap();
    drop(child.stdin.take());
    let run = end_of(child);
    for text in [&run.out, &run.err] {
        assert!(!text.contains(TOKEN) && !text.contains("hUnter2"), "a secret: {text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
    run
}

fn error(sandbox: &Sandbox, run: &Run) -> String {
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", run.err);
    run.err.replace(&sandbox.path().display().to_string(), "DIR")
}

/// A server with a node and a DaemonSet.
fn small(request: &super::Request) -> Answer {
    let pod = r#"{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}}"#;
    match request.path() {
        "/api/v1/nodes" => Answer::json(list("Node", &[object("", "worker")], "")),
        "/apis/apps/v1/daemonsets" => {
            let agent = object("logging", "agent");
            let agent = format!(r#"{},"spec":{pod}}}"#, agent.strip_suffix('}').unwrap());
            Answer::json(list("DaemonSet", &[agent], ""))
        }
        _ => nothing(request),
    }
}

#[test]
fn there_is_no_kubeconfig() {
    let sandbox = Sandbox::new();
    let home = sandbox.path().display().to_string();
    insta::assert_snapshot!("no_kubeconfig", error(&sandbox, &coverage(&sandbox, &[("HOME", &home)], &[])));
    let variables = [("HOME", home.as_str()), ("KUBECONFIG", "a:b")];
    insta::assert_snapshot!("no_file_of_kubeconfig", error(&sandbox, &coverage(&sandbox, &variables, &[])));
    let run = coverage(&sandbox, &[("HOME", &home)], &["--kubeconfig", "missing"]);
    insta::assert_snapshot!("kubeconfig_is_missing", error(&sandbox, &run));
}

#[test]
fn kubeconfigs_are_found_and_merged_as_by_kubectl() {
    let setup = Setup::new(small);
    let sandbox = &setup.sandbox;
    let server = format!("https://127.0.0.1:{}", setup.server.port);
    sandbox.file(
        "one",
        "current-context: test\ncontexts:\n- {name: test, context: {cluster: here, user: me}}\n",
    );
    sandbox.file("sub/two", format!(
        "current-context: other\nclusters:\n- {{name: here, cluster: {{server: '{server}', certificate-authority: ../ca.crt}}}}\n"
    ));
    sandbox.file("three", format!(
        "clusters:\n- {{name: here, cluster: {{server: 'https://192.0.2.1'}}}}\nusers:\n- {{name: me, user: {{token: {TOKEN}}}}}\n"
    ));
    let run = coverage(sandbox, &[("KUBECONFIG", "one::missing:sub/two:three")], &[]);
    assert!(run.status == 0 && run.out.contains("logging/agent"), "{run:?}");
    assert_eq!(setup.server.requests()[0].header("authorization"), [format!("Bearer {TOKEN}")]);
    let home = sandbox.path().display().to_string();
    let config = std::fs::read_to_string(&setup.kubeconfig).unwrap().replace("ca.crt", "../ca.crt");
    sandbox.file(".kube/config", config);
    let run = coverage(sandbox, &[("HOME", &home)], &[]);
    assert!(run.status == 0 && run.out.contains("logging/agent"), "{run:?}");
}

/// A proxy that leads every tunnel to one port, whatever is asked for; and what it was asked for.
fn proxy(port: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    let proxy = listen(move |mut stream: TcpStream| {
        let Some(head) = read_head(&mut stream, &mut Vec::new()) else { return };
        seen.lock().unwrap().push(head);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (from, to) = (stream.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || pass_on(from, to));
        pass_on(server, stream);
    });
    (proxy, heads)
}

fn pass_on(mut from: impl Read, mut to: TcpStream) {
    let _ = copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn proxies_of_the_environment_lead_to_what_is_not_excepted() {
    let authority = Authority::new("cluster");
    let setup = Setup::with(&authority, &authority.sign(&["api.cluster.invalid"]), small);
    let (port, heads) = proxy(setup.server.port);
    let kubeconfig = Kubeconfig {
        server: "https://api.cluster.invalid:6443",
        cluster: ", certificate-authority: ca.crt",
        user: &format!("token: {TOKEN}"),
    };
    setup.sandbox.file("far", kubeconfig.text());
    let url = format!("http://bob:hUnter2%40@127.0.0.1:{port}");
    let variables = [("KUBECONFIG", "far"), ("HTTPS_PROXY", url.as_str()), ("NO_PROXY", "127.0.0.1,")];
    let run = coverage(&setup.sandbox, &variables, &[]);
    assert!(run.status == 0 && run.out.contains("logging/agent"), "{run:?}");
    let head = heads.lock().unwrap()[0].to_ascii_lowercase();
    assert!(head.starts_with("connect api.cluster.invalid:6443 "), "{head}");
    assert!(head.contains("proxy-authorization: basic "), "{head}");

    heads.lock().unwrap().clear();
    let excepted = [("KUBECONFIG", "far"), ("HTTPS_PROXY", url.as_str()), ("NO_PROXY", ".invalid")];
    let direct = error(&setup.sandbox, &coverage(&setup.sandbox, &excepted, &[]));
    assert!(direct.contains("cannot reach https://api.cluster.invalid:6443: "), "{direct}");
    assert!(direct.contains("help: connect to the network that knows the host"), "{direct}");
    assert!(heads.lock().unwrap().is_empty());
}

#[test]
fn what_runs_here_is_reached_without_a_proxy() {
    let setup = Setup::new(small);
    let variables = [("KUBECONFIG", "config"), ("HTTPS_PROXY", "http://127.0.0.1:1")];
    let run = coverage(&setup.sandbox, &variables, &[]);
    assert!(run.status == 0 && run.out.contains("logging/agent"), "{run:?}");
}

#[test]
fn refused_credentials_end_the_run_without_showing_them() {
    let words = format!("token {TOKEN} has expired\u{1b}[2J");
    let setup = Setup::new(move |_| Answer::status(401, "Unauthorized", &words));
    for more in [&[][..], &["-v"]] {
        let run = coverage(&setup.sandbox, &[("KUBECONFIG", "config"), ("RUST_LOG", "trace")], more);
        let shown = error(&setup.sandbox, &run).replace(&setup.server.port.to_string(), "PORT");
        assert!(
            shown.contains(
                "https://127.0.0.1:PORT refuses the credentials of context test: token <hidden> has expired"
            ),
            "{shown}"
        );
        assert!(shown.contains("help: get a new token"), "{shown}");
    }
}
