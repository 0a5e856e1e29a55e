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
