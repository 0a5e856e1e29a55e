//! Words of others (servers, proxies, plugins) as one short line, and without the secrets of the kubeconfig.

use crate::words::shortened;

/// The longest text of others that an error repeats, in characters.
const LONGEST: usize = 300;

/// A text as one line: white space folded, control characters left out, a long one cut.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<String> = text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    shortened(&words.join(" "), LONGEST)
}

/// What a page of HTML says: its title, or its text without the tags.
pub(super) fn of_html(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|start| {
        let start = start + lower.get(start..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find("</title")?;
        text.get(start..end)
    });
    if let Some(title) = title {
        return one_line(title);
    }
    let mut plain = String::with_capacity(text.len());
    for piece in text.split('<') {
        plain.push(' ');
        plain.push_str(piece.split_once('>').map_or(piece, |(_, behind)| behind));
    }
    one_line(&plain)
}

/// Whether a text is HTML.
pub(super) fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// A URL without user and password.
pub(super) fn without_user(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let separator = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{separator}{host}{path}").trim_end_matches('/').to_owned()
}

/// A name as a segment of a path: names come out of manifests, and must not lead elsewhere.
pub(super) fn segment(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    let has_only_dots = name.bytes().all(|byte| byte == b'.');
    let mut segment = String::with_capacity(name.len());
    for byte in name.bytes() {
        if is_plain(byte) || (byte == b'.' && !has_only_dots) {
            segment.push(char::from(byte));
        } else {
            segment.extend(['%', hex(byte >> 4), hex(byte & 0xF)]);
        }
    }
    segment
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or_default().to_ascii_uppercase()
}

/// What must not appear in any output: tokens, passwords, keys, the environment of exec plugins.
#[derive(Clone, Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Takes in a secret. What is too short to be one would only make messages unreadable.
    pub(super) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.chars().count() >= 4 {
            self.0.push(secret.to_owned());
        }
    }

    /// A text without the secrets.
    pub(super) fn hide(&self, text: &str) -> String {
        // The longest first: one may be part of another.
        let mut secrets: Vec<&String> = self.0.iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.into_iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "<hidden>"))
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({} hidden)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Secrets, of_html, one_line, segment, without_user};

    #[test]
    fn texts_of_others_become_one_short_line() {
        assert_eq!(one_line("a\n  b\t\u{1b}[31mc\r\n"), "a b [31mc");
        assert_eq!(one_line(&"é".repeat(400)).chars().count(), 301);
    }

    #[test]
    fn html_is_known_by_its_title() {
        assert_eq!(of_html("<html><head><TITLE>502 Bad\n Gateway</TITLE></head>"), "502 Bad Gateway");
        assert_eq!(of_html("<h1>Log in</h1><p>now"), "Log in now");
    }

    #[test]
    fn urls_lose_their_user() {
        for (url, shown) in [
            ("https://a:b@host:6443/", "https://host:6443"),
            ("http://a:p@ss@proxy:8080", "http://proxy:8080"),
            ("host:80/path@x", "host:80/path@x"),
            ("https://[::1]:6443", "https://[::1]:6443"),
        ] {
            assert_eq!(without_user(url), shown);
        }
    }

    #[test]
    fn names_stay_within_their_segment() {
        for (name, shown) in [
            ("kube-system", "kube-system"),
            ("a.b", "a.b"),
            ("system:node", "system%3Anode"),
            ("..", "%2E%2E"),
            ("a/../b?c#d é", "a%2F..%2Fb%3Fc%23d%20%C3%A9"),
        ] {
            assert_eq!(segment(name), shown);
        }
    }

    #[test]
    fn secrets_are_hidden_wherever_they_are() {
        let mut secrets = Secrets::default();
        secrets.add("abcd");
        secrets.add("abcdefgh");
        secrets.add("x");
        assert_eq!(secrets.hide("1 abcdefgh 2 abcd x"), "1 <hidden> 2 <hidden> x");
        assert_eq!(format!("{secrets:?}"), "Secrets(2 hidden)");
    }
}
