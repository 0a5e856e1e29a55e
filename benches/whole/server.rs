//! A server that has a fleet, as an API server has it: lists in pages, over plain HTTP on loopback.
//!
//! It is a process of its own, so that its memory is nobody else's, and ends with the one that started it.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// Objects on a page if nobody asks for less.
const PAGE: usize = 500;

/// A server that was started.
pub(crate) struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Starts a server with the nodes, pods and DaemonSets of files, and waits until it has read them.
    pub(crate) fn start(nodes: &Path, pods: &Path, daemon_sets: &Path) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        command.arg("serve").args([nodes, pods, daemon_sets]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { process, port: line.trim().parse().unwrap() }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Writes a kubeconfig for it.
    pub(crate) fn kubeconfig(&self, folder: &Path) -> PathBuf {
        let path = folder.join("kubeconfig");
        let text = format!(
            "apiVersion: v1
kind: Config
current-context: bench
clusters: [{{name: bench, cluster: {{server: \"http://{}\"}}}}]
users: [{{name: bench, user: {{}}}}]
contexts: [{{name: bench, context: {{cluster: bench, user: bench}}}}]
",
            self.address()
        );
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A list and its path.
struct List {
    path: &'static str,
    kind: &'static str,
    version: &'static str,
    items: Vec<String>,
}

/// Serves until standard input ends.
pub(crate) fn serve(nodes: &Path, pods: &Path, daemon_sets: &Path) {
    let list = |path, kind, version, items| List { path, kind, version, items };
    let lists = Arc::new([
        list("/api/v1/nodes", "NodeList", "v1", items(nodes)),
        list("/api/v1/pods", "PodList", "v1", items(pods)),
        list("/apis/apps/v1/daemonsets", "DaemonSetList", "apps/v1", documents(daemon_sets)),
    ]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let lists = Arc::clone(&lists);
            thread::spawn(move || answer(&stream.unwrap(), &*lists));
        }
    });
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest).unwrap();
}

/// The items of a list in JSON, without the spaces between their parts.
fn items(file: &Path) -> Vec<String> {
    #[derive(Deserialize)]
    struct Items {
        items: Vec<Box<RawValue>>,
    }
    let list: Items = serde_json::from_reader(BufReader::new(File::open(file).unwrap())).unwrap();
    let compact = |item: Box<RawValue>| serde_json::from_str::<Value>(item.get()).unwrap().to_string();
    list.items.into_iter().map(compact).collect()
}

/// The documents of a manifest in JSON.
fn documents(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let documents = serde_yaml::Deserializer::from_str(&text);
    documents.map(|document| Value::deserialize(document).unwrap().to_string()).collect()
}

/// Answers the requests of a connection, one after the other.
fn answer(stream: &TcpStream, lists: &[List]) {
    let mut requests = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(request) = requests.next() {
        // The headers say nothing that matters here.
        while requests.next().is_some_and(|header| !header.is_empty()) {}
        let target = request.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (status, body) = match lists.iter().find(|list| list.path == path) {
            Some(list) => ("200 OK", page(list, query)),
            None => (
                "404 Not Found",
                r#"{"kind":"Status","apiVersion":"v1","status":"Failure","code":404}"#.to_owned(),
            ),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = stream;
        // In one piece, for the reason given in [`fetch`]. The other side may have what it wanted.
        if stream.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

/// The page of a list that a query asks for; its token is the index of its first item.
fn page(list: &List, query: &str) -> String {
    let parameter = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).and_then(|(_, value)| value.parse::<usize>().ok())
    };
    let start = parameter("continue").unwrap_or(0).min(list.items.len());
    let end = start.saturating_add(parameter("limit").unwrap_or(PAGE)).min(list.items.len());
    let left = list.items.len() - end;
    let metadata = match left {
        0 => r#"{"resourceVersion":"1"}"#.to_owned(),
        _ => format!(r#"{{"resourceVersion":"1","continue":"{end}","remainingItemCount":{left}}}"#),
    };
    let List { kind, version, .. } = list;
    let items = list.items[start..end].join(",");
    format!(r#"{{"kind":"{kind}","apiVersion":"{version}","metadata":{metadata},"items":[{items}]}}"#)
}

/// Reads all pages of nodes and pods and looks at none: what the connection takes.
pub(crate) fn fetch(address: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut reader = BufReader::with_capacity(1 << 16, stream.try_clone().unwrap());
    let mut body = Vec::new();
    for path in ["/api/v1/nodes", "/api/v1/pods"] {
        let mut start = Some(0);
        while let Some(from) = start {
            // In one piece: what is written in parts waits for an acknowledgement between them.
            let request =
                format!("GET {path}?limit={PAGE}&continue={from} HTTP/1.1\r\nhost: {address}\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
            let length = head(&mut reader);
            body.resize(length, 0);
            reader.read_exact(&mut body).unwrap();
            let is_last = !body[..body.len().min(200)].windows(10).any(|word| word == b"\"continue\"");
            start = (!is_last).then_some(from + PAGE);
        }
    }
}

/// Reads the head of an answer; returns the length of its body.
fn head(reader: &mut BufReader<TcpStream>) -> usize {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            None if line.trim_end().is_empty() => return length,
            _ => {}
        }
    }
}
