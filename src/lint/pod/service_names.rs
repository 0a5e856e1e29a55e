//! Names of Services in texts.

/// Flags and variables whose value is a name that is compared, not one that is looked up.
const NOT_LOOKED_UP: [&str; 7] =
    ["audience", "issuer", "san", "server-name", "server_name", "no_proxy", "no-proxy"];

/// The first name of a Service (`api.logging.svc`, with what follows) that a text has the agent look up.
pub(crate) fn service_name(text: &str) -> Option<&str> {
    let separators = |char: char| char.is_whitespace() || "\"',;|&=".contains(char);
    let mut before = "";
    for word in text.split(separators) {
        if let Some(name) = in_word(word).filter(|_| !is_compared(before)) {
            return Some(name);
        }
        if !word.is_empty() {
            before = word;
        }
    }
    None
}

/// A host without a domain that a text has the agent connect to: `loki`, or `loki.logging`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShortHost<'a> {
    /// The host.
    pub(crate) host: &'a str,
    /// Whether it stands in a URL, which is certain to be connected to.
    pub(crate) is_url: bool,
}

/// The hosts of a text that have at most one dot, and a scheme or a port beside them.
pub(crate) fn short_hosts(text: &str) -> Vec<ShortHost<'_>> {
    let separators = |char: char| char.is_whitespace() || "\"',;|&=".contains(char);
    let mut found = Vec::new();
    let mut before = "";
    for word in text.split(separators) {
        found.extend(short_host(word).filter(|_| !is_compared(before)));
        if !word.is_empty() {
            before = word;
        }
    }
    found
}

fn short_host(word: &str) -> Option<ShortHost<'_>> {
    let (scheme, rest) = word.split_once("://").map_or((None, word), |(scheme, rest)| (Some(scheme), rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_url = scheme.is_some_and(|scheme| !matches!(scheme, "unix" | "file" | "npipe" | "fd"));
    let is_connected = is_url || (scheme.is_none() && port.is_some_and(is_port));
    let is_name = host.split('.').count() <= 2
        && host.split('.').all(is_label)
        && host.starts_with(|first: char| first.is_ascii_lowercase());
    (is_connected && is_name && host != "localhost").then_some(ShortHost { host, is_url })
}

fn is_label(label: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !label.is_empty() && label.bytes().all(is_part)
}

/// Whether a flag or variable only compares its value.
pub(crate) fn is_compared(flag: &str) -> bool {
    let flag = flag.to_ascii_lowercase();
    let words = flag.split(|char: char| !char.is_ascii_alphanumeric());
    NOT_LOOKED_UP.iter().any(|known| match *known {
        "san" => words.clone().any(|word| word == "san" || word == "sans"),
        known => flag.contains(known),
    })
}

/// `<name>.<namespace>.svc` within a word, scheme and port left out.
fn in_word(word: &str) -> Option<&str> {
    let word = word.rsplit("://").next().unwrap_or(word);
    let word = word.rsplit('@').next().unwrap_or(word);
    let host = word.split(['/', ':']).next().unwrap_or(word);
    let (front, behind) = host.split_once(".svc")?;
    let is_end = behind.is_empty() || behind.starts_with('.');
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.$(){}".contains(&byte);
    let is_service = front.contains('.') && !front.starts_with(['.', '*']) && front.bytes().all(is_name);
    (is_end && is_service).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_looked_up() {
        assert_eq!(
            service_name("http://loki.logging.svc.cluster.local:3100/x"),
            Some("loki.logging.svc.cluster.local")
        );
        assert_eq!(service_name("--server=api.$(NAMESPACE).svc:443"), Some("api.$(NAMESPACE).svc"));
        assert_eq!(
            service_name("curl -sf https://kubernetes.default.svc/healthz"),
            Some("kubernetes.default.svc")
        );
    }

    #[test]
    fn hosts_without_a_domain() {
        let hosts =
            |text| short_hosts(text).into_iter().map(|short| (short.host, short.is_url)).collect::<Vec<_>>();
        assert_eq!(hosts("-serverendpoint=netchecker-service:8081"), [("netchecker-service", false)]);
        assert_eq!(hosts("--url=http://loki:3100/push"), [("loki", true)]);
        assert_eq!(hosts("http://user:pw@loki.logging/x"), [("loki.logging", true)]);
        assert_eq!(hosts("kafka-0:9092,kafka-1:9092"), [("kafka-0", false), ("kafka-1", false)]);
        for text in [
            "http://localhost:80",
            "127.0.0.1:80",
            "http://a.b.c/",
            "unix:///run/x.sock",
            "registry:latest",
            "http://$(IP):80",
            ":8080",
            "a",
            "--x=y",
            "0.0.0.0:80",
            "--audience=https://kubernetes",
        ] {
            assert_eq!(hosts(text), [], "{text}");
        }
    }

    #[test]
    fn texts_that_look_alike() {
        for text in [
            ".svc,.cluster.local",
            "*.default.svc",
            "x.svcs.example.com",
            "logs.svc",
            "--audience=https://kubernetes.default.svc",
        ] {
            assert_eq!(service_name(text), None, "{text}");
        }
        assert!(is_compared("NO_PROXY") && is_compared("--san") && !is_compared("--sandbox-image"));
    }
}
