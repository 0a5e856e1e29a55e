//! Which proxy leads to a server, as kubectl has it. (kube 5.0 holds `NO_PROXY` against the proxy instead of the server, and
//! sends what is for this machine through the proxy, too.)

use std::env;
use std::net::IpAddr;

/// What the environment says of proxies.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// `HTTPS_PROXY`.
    pub(super) https: String,
    /// `HTTP_PROXY`.
    pub(super) http: String,
    /// `NO_PROXY`.
    pub(super) except: String,
}

impl Environment {
    /// As `FromEnvironment` (golang.org/x/net `http/httpproxy/proxy.go`, v0.50): in capitals first.
    pub(super) fn of_process() -> Self {
        let variable = |name: &str| {
            let value = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
            value(name.to_owned()).or_else(|| value(name.to_ascii_lowercase())).unwrap_or_default()
        };
        Self { https: variable("HTTPS_PROXY"), http: variable("HTTP_PROXY"), except: variable("NO_PROXY") }
    }

    /// The URL of the proxy for a server; `None` if it is reached directly. As `config.proxyForURL` and `useProxy` (same
    /// file).
    pub(super) fn proxy_for(&self, scheme: &str, host: &str, port: u16) -> Option<String> {
        let proxy = if scheme == "https" { &self.https } else { &self.http };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        let is_here = host == "localhost" || address.is_some_and(|address| address.is_loopback());
        let is_excepted =
            || self.except.split(',').any(|pattern| matches(pattern.trim(), &host, address, port));
        (!proxy.is_empty() && !is_here && !is_excepted()).then(|| with_scheme(proxy))
    }
}

/// The URL of a proxy in a form that kube knows: a scheme is there, and `socks5h` is what it makes of `socks5`.
pub(super) fn with_scheme(proxy: &str) -> String {
    match proxy.split_once("://") {
        Some(("socks5h", rest)) => format!("socks5://{rest}"),
        Some(_) => proxy.to_owned(),
        None => format!("http://{proxy}"),
    }
}

/// Whether an item of `NO_PROXY` covers a server. As `config.init` (same file).
fn matches(pattern: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    if pattern.is_empty() || pattern == "*" {
        return pattern == "*";
    }
    if let Some((network, bits)) = network(&pattern) {
        return address.is_some_and(|address| contains(network, bits, address));
    }
    let (name, only_port) = split_port(&pattern);
    if name.is_empty() || only_port.is_some_and(|only| only != port) {
        return false;
    }
    if let Ok(wanted) = name.trim_matches(['[', ']']).parse::<IpAddr>() {
        return address == Some(wanted);
    }
    let name = name.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(name);
    if address.is_some() {
        return false;
    }
    match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')),
    }
}

fn network(pattern: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = pattern.split_once('/')?;
    let (address, bits) = (address.parse::<IpAddr>().ok()?, bits.parse().ok()?);
    let most = if address.is_ipv4() { 32 } else { 128 };
    (bits <= most).then_some((address, bits))
}

fn contains(network: IpAddr, bits: u32, address: IpAddr) -> bool {
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let difference = network.to_bits() ^ address.to_bits();
            difference.leading_zeros() >= bits
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let difference = network.to_bits() ^ address.to_bits();
            difference.leading_zeros() >= bits
        }
        _ => false,
    }
}

fn split_port(pattern: &str) -> (&str, Option<u16>) {
    let Some((name, port)) = pattern.rsplit_once(':') else { return (pattern, None) };
    let is_bare_v6 = name.contains(':') && !name.ends_with(']');
    match port.parse() {
        Ok(port) if !is_bare_v6 => (name, Some(port)),
        _ => (pattern, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{Environment, with_scheme};

    fn is_proxied(except: &str, host: &str, port: u16) -> bool {
        let environment = Environment {
            https: "proxy:3128".to_owned(),
            except: except.to_owned(),
            ..Environment::default()
        };
        environment.proxy_for("https", host, port).is_some()
    }

    #[test]
    fn no_proxy_is_read_as_by_kubectl() {
        for (except, host, proxied) in [
            ("", "api.example.com", true),
            ("", "localhost", false),
            ("", "127.0.0.53", false),
            ("", "[::1]", false),
            ("*", "api.example.com", false),
            ("example.com", "api.example.com", false),
            ("example.com", "example.com", false),
            ("example.com", "myexample.com", true),
            (".example.com", "api.example.com", false),
            (".example.com", "example.com", true),
            ("*.example.com", "API.example.com", false),
            ("*.example.com", "example.com", true),
            ("other, ,example.com:6443,", "api.example.com", false),
            ("example.com:443", "api.example.com", true),
            ("10.0.0.0/8", "10.1.2.3", false),
            ("10.0.0.0/8", "11.1.2.3", true),
            ("10.0.0.0/8", "api.example.com", true),
            ("0.0.0.0/0", "9.9.9.9", false),
            ("10.1.2.3", "10.1.2.3", false),
            ("10.1.2.3:6443", "10.1.2.3", false),
            ("10.1.2.3:443", "10.1.2.3", true),
            ("fd00::/8", "[fd00::7]", false),
            ("[fd00::7]:6443", "[fd00::7]", false),
            ("fd00::7", "[fd00::7]", false),
            (":6443", "10.1.2.3", true),
            ("2.3", "10.1.2.3", true),
        ] {
            assert_eq!(is_proxied(except, host, 6443), proxied, "NO_PROXY={except} {host}");
        }
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let environment =
            Environment { https: "https://a".to_owned(), http: "b:1".to_owned(), except: String::new() };
        assert_eq!(environment.proxy_for("https", "host", 443).as_deref(), Some("https://a"));
        assert_eq!(environment.proxy_for("http", "host", 80).as_deref(), Some("http://b:1"));
        assert_eq!(with_scheme("socks5h://c:1080"), "socks5://c:1080");
    }
}
