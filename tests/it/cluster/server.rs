//! A server on loopback that answers each request as a test has scripted it, over TLS or not: also what no sane server does.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::certificates::Identity;

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) target: String,
    /// The headers, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// How often the same target was asked for before.
    pub(crate) before: usize,
}

impl Request {
    /// The path without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// The value of a parameter of the query, as it is written.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?')?.1;
        query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name)).map(|(_, v)| v)
    }

    /// The values of a header.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// What is sent back.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A status, further header lines, a body.
    Full(u16, Vec<&'static str>, String),
    /// Half of a body whose whole length was announced; then the connection is closed.
    Half(String),
    /// Nothing: the connection is closed.
    Close,
    /// Nothing, ever.
    Hang,
}

impl Answer {
    pub(crate) fn json(body: impl Into<String>) -> Self {
        Self::Full(200, vec!["Content-Type: application/json"], body.into())
    }

    /// A `Status` as the API server sends it.
    pub(crate) fn status(code: u16, reason: &str, message: &str) -> Self {
        let body = serde_json::json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": message, "reason": reason, "code": code,
        });
        Self::Full(code, vec!["Content-Type: application/json"], body.to_string())
    }

    /// The same answer with a header line more.
    pub(crate) fn with(self, header: &'static str) -> Self {
        match self {
            Self::Full(code, mut headers, body) => {
                headers.push(header);
                Self::Full(code, headers, body)
            }
            other => other,
        }
    }
}

type Script = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server that speaks TLS as somebody, or plain HTTP.
    pub(crate) fn start(
        identity: Option<&Identity>,
        script: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let tls = identity.map(Identity::server_config);
        let script: Script = Arc::new(script);
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let port = listen(move |stream| {
            let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
            match tls.clone() {
                Some(tls) => speak_tls(stream, tls, &script, &seen),
                None => serve(&stream, &script, &seen),
            }
        });
        Self { port, requests }
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// Accepts connections on a port of its own until the process ends, each on a thread.
pub(crate) fn listen(handle: impl Fn(TcpStream) + Clone + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handle = handle.clone();
            thread::spawn(move || handle(stream));
        }
    });
    port
}

fn speak_tls(stream: TcpStream, tls: Arc<ServerConfig>, script: &Script, seen: &Mutex<Vec<Request>>) {
    let Ok(connection) = ServerConnection::new(tls) else { return };
    serve(StreamOwned::new(connection, stream), script, seen);
}

/// Answers the requests of a connection one by one; as HTTP servers do, what is not HTTP with status 400.
fn serve(mut stream: impl Read + Write + Closing, script: &Script, seen: &Mutex<Vec<Request>>) {
    let mut buffer = Vec::new();
    while let Some(head) = read_head(&mut stream, &mut buffer) {
        if !head.starts_with("GET ") {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            break;
        }
        let request = record(&head, seen);
        let sent = match script(&request) {
            Answer::Full(code, headers, body) => {
                let headers = headers.iter().fold(String::new(), |head, line| head + line + "\r\n");
                let length = body.len();
                let head = format!("HTTP/1.1 {code} -\r\n{headers}Content-Length: {length}\r\n\r\n");
                stream.write_all(format!("{head}{body}").as_bytes()).and_then(|()| stream.flush())
            }
            Answer::Half(body) => {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                let half = &body[..body.len() / 2];
                let _ = stream.write_all(format!("{head}{half}").as_bytes()).and_then(|()| stream.flush());
                break;
            }
            Answer::Close => break,
            Answer::Hang => loop {
                thread::sleep(Duration::from_secs(60));
            },
        };
        if sent.is_err() {
            break;
        }
    }
    stream.close();
}

/// Ends a connection as a server does that means to.
trait Closing {
    fn close(&mut self);
}

impl Closing for &TcpStream {
    fn close(&mut self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Closing for StreamOwned<ServerConnection, TcpStream> {
    fn close(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
        let _ = self.sock.shutdown(Shutdown::Both);
    }
}

/// The head of the next request; `None` at the end of the connection.
pub(crate) fn read_head(stream: &mut impl Read, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = buffer.drain(..end + 4).collect();
            return String::from_utf8(head).ok();
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            // A client that speaks TLS says no more until it is answered.
            Ok(_) if chunk[0] == 22 => return Some("TLS".to_owned()),
            Ok(count) => buffer.extend(&chunk[..count]),
        }
    }
}

fn record(head: &str, seen: &Mutex<Vec<Request>>) -> Request {
    let mut lines = head.lines();
    let target = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let mut seen = seen.lock().unwrap();
    let before = seen.iter().filter(|request| request.target == target).count();
    let request = Request { target, headers, before };
    seen.push(request.clone());
    request
}
