//! A small API server on loopback, without TLS: it serves lists, page by page, and refuses what is denied.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What a cluster holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    /// By the plural name of the kind.
    objects: BTreeMap<String, Vec<Value>>,
    denied: BTreeSet<String>,
}

impl Contents {
    pub(crate) fn with(mut self, plural: &str, objects: impl IntoIterator<Item = Value>) -> Self {
        self.objects.entry(plural.to_owned()).or_default().extend(objects);
        self
    }

    /// Lists of these kinds are refused with 403.
    pub(crate) fn denying(mut self, plurals: &[&str]) -> Self {
        self.denied.extend(plurals.iter().map(|plural| (*plural).to_owned()));
        self
    }

    pub(crate) fn serve(self) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (contents, log) = (Arc::new(self), Arc::clone(&requests));
        // Ends with the tests.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (contents, log) = (Arc::clone(&contents), Arc::clone(&log));
                thread::spawn(move || contents.talk(&stream, &log));
            }
        });
        Server { port, requests }
    }

    fn talk(&self, stream: &TcpStream, log: &Mutex<Vec<String>>) {
        let mut reader = BufReader::new(stream);
        while let Some(target) = request(&mut reader) {
            log.lock().unwrap().push(target.clone());
            let (status, body) = self.answer(&target);
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let mut stream = stream;
            if stream.write_all((head + &body).as_bytes()).is_err() {
                return;
            }
        }
    }

    fn answer(&self, target: &str) -> (&'static str, Value) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts: Vec<&str> = path.split('/').collect();
        let (plural, namespace) = match parts.as_slice() {
            [.., "namespaces", namespace, plural] => (*plural, Some(*namespace)),
            [.., plural] => (*plural, None),
            [] => ("", None),
        };
        if self.denied.contains(plural) {
            let message = format!("{plural} is forbidden: User \"viewer\" cannot list resource \"{plural}\"");
            return ("403 Forbidden", json!({"kind": "Status", "code": 403, "message": message}));
        }
        let wanted = |key: &str| {
            let pair = query.split('&').filter_map(|pair| pair.split_once('='));
            pair.filter(|(name, _)| *name == key).map(|(_, value)| value.to_owned()).next()
        };
        let selector = wanted("labelSelector").map(|selector| selector.replace("%3D", "="));
        let all = self.objects.get(plural).into_iter().flatten();
        let found: Vec<&Value> =
            all.filter(|object| is_selected(object, namespace, selector.as_deref())).collect();
        let number = |key| wanted(key).and_then(|value| value.parse::<usize>().ok());
        let start = number("continue").unwrap_or_default().min(found.len());
        let end = number("limit").map_or(found.len(), |limit| (start + limit).min(found.len()));
        let mut metadata = json!({"resourceVersion": "7"});
        if end < found.len() {
            metadata["continue"] = end.to_string().into();
            metadata["remainingItemCount"] = (found.len() - end).into();
        }
        (
            "200 OK",
            json!({"kind": "List", "apiVersion": "v1", "metadata": metadata, "items": found[start..end]}),
        )
    }
}

fn is_selected(object: &Value, namespace: Option<&str>, selector: Option<&str>) -> bool {
    let metadata = &object["metadata"];
    let is_there = namespace.is_none_or(|namespace| metadata["namespace"] == namespace);
    let (key, value) = selector.and_then(|selector| selector.split_once('=')).unwrap_or_default();
    is_there && (key.is_empty() || metadata["labels"][key] == value)
}

/// The target of the next request; `None` when the client is gone.
fn request(reader: &mut impl std::io::BufRead) -> Option<String> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|read| *read > 0)?;
        if header.trim().is_empty() {
            return first.split(' ').nth(1).map(str::to_owned);
        }
    }
}

/// A server that is running.
pub(crate) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// The paths that were asked for, without queries, each once.
    pub(crate) fn asked(&self) -> BTreeSet<String> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|target| target.split('?').next().unwrap().to_owned()).collect()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// A kubeconfig with a context for each server: its name, its namespace if it has one, the address.
pub(crate) fn kubeconfig(contexts: &[(&str, Option<&str>, String)]) -> String {
    let mut text = "apiVersion: v1\nkind: Config\nusers: [{name: user, user: {token: hunter2}}]\n".to_owned();
    let _ = writeln!(text, "current-context: {}", contexts[0].0);
    text.push_str("clusters:\n");
    for (name, _, url) in contexts {
        let _ = writeln!(text, "- {{name: {name}, cluster: {{server: \"{url}\"}}}}");
    }
    text.push_str("contexts:\n");
    for (name, namespace, _) in contexts {
        let namespace = namespace.map(|namespace| format!(", namespace: {namespace}")).unwrap_or_default();
        let _ = writeln!(text, "- {{name: {name}, context: {{cluster: {name}, user: user{namespace}}}}}");
    }
    text
}
