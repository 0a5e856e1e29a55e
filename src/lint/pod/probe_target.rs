//! Where a probe goes: to the pod and its node, or elsewhere.

use std::net::IpAddr;

use crate::lint::engine::placeholder::has_placeholder;

/// Programs of probes that talk to a host.
const CLIENTS: [&str; 5] = ["curl", "wget", "nc", "ncat", "ping"];

/// Whether a host is the pod itself or its node, as far as the text tells: loopback and link-local addresses, and
/// variables, which hold the address of the node.
pub(crate) fn is_on_node(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    if host.is_empty()
        || host.eq_ignore_ascii_case("localhost")
        || host.contains(['$', '`'])
        || has_placeholder(host)
    {
        return true;
    }
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            address.is_loopback() || address.is_link_local() || address.is_unspecified()
        }
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unspecified(),
        Err(_) => false,
    }
}

/// The first host off the node that a command talks to; none if it runs no client of [`CLIENTS`].
pub(crate) fn exec_host(command: &[String]) -> Option<String> {
    let words: Vec<&str> =
        command.iter().flat_map(|text| text.split([' ', '\t', '\n', '"', '\'', ';', '|', '&'])).collect();
    let program = |word: &&str| CLIENTS.contains(&word.rsplit('/').next().unwrap_or(word));
    let from = words.iter().position(program)?;
    let client = words[from].rsplit('/').next().unwrap_or_default();
    let mut arguments = words[from + 1..].iter().filter(|word| !word.is_empty());
    let host = match client {
        "curl" | "wget" => arguments.find_map(|word| url_host(word)),
        _ => arguments.find(|word| is_host(word)).copied(),
    };
    host.filter(|host| !is_on_node(host)).map(str::to_owned)
}

/// The host of a URL.
fn url_host(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("http://").or_else(|| word.strip_prefix("https://"))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    if let Some(inner) = host.strip_prefix('[') {
        return inner.split(']').next();
    }
    Some(host.split(':').next().unwrap_or(host))
}

/// Whether a word can be a host: a name with a dot in it, an address, or a variable; no option, no number.
fn is_host(word: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-.$(){}_".contains(&byte);
    let is_name = word == "localhost" || word.contains(['.', '$']);
    !word.starts_with('-') && is_name && word.parse::<f64>().is_err() && word.bytes().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(words: &[&str]) -> Option<String> {
        exec_host(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn commands_that_stay_on_the_node() {
        assert_eq!(host(&["curl", "-f", "http://localhost:8080/healthz"]), None);
        assert_eq!(host(&["sh", "-c", "curl -sf http://127.0.0.1/ || exit 1"]), None);
        assert_eq!(host(&["wget", "-q", "-O-", "http://$(HOST_IP):80/"]), None);
        assert_eq!(host(&["nc", "-z", "-w", "1.5", "localhost", "53"]), None);
        assert_eq!(host(&["cat", "http://gateway.example/"]), None);
        assert_eq!(host(&["curl", "http://[::1]:9090/"]), None);
    }

    #[test]
    fn commands_that_leave_it() {
        assert_eq!(
            host(&["/usr/bin/curl", "https://gateway.mon.svc:9091/x"]).as_deref(),
            Some("gateway.mon.svc")
        );
        assert_eq!(host(&["sh", "-c", "ping -c1 db.example.com"]).as_deref(), Some("db.example.com"));
        assert_eq!(host(&["nc", "-z", "10.96.0.10", "53"]).as_deref(), Some("10.96.0.10"));
    }

    #[test]
    fn hosts_of_the_node() {
        assert!(is_on_node("169.254.20.10") && is_on_node("$(NODE_IP)") && is_on_node("::1"));
        assert!(!is_on_node("10.0.0.1") && !is_on_node("kubernetes.default.svc"));
    }
}
