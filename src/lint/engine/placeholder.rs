//! Texts and objects that some other program completes before the API sees them.

use k8s_openapi::api::core::v1::PodSpec;

/// Pairs around what is filled in later. What stands within must be a word.
const PAIRS: [(&str, &str); 6] = [("<", ">"), ("@", "@"), ("%", "%"), ("$(", ")"), ("$[", "]"), ("{", "}")];

/// Openings that no value of the API has by itself.
const OPENINGS: [&str; 4] = ["${", "{{", "{%", "#{"];

/// Words that ask a person to write something else, whatever their case.
const TASKS: [&str; 7] = ["todo", "fixme", "tbd", "changeme", "replaceme", "fillme", "placeholder"];

/// The same in two words.
const TASK_PHRASES: [[&str; 2]; 9] = [
    ["replace", "me"],
    ["change", "me"],
    ["fill", "me"],
    ["fill", "in"],
    ["filled", "by"],
    ["filled", "in"],
    ["replaced", "by"],
    ["replace", "with"],
    ["insert", "your"],
];

/// What they start with.
const PHRASE_STARTS: [&str; 6] = ["replace", "change", "fill", "filled", "replaced", "insert"];

/// What stands in capitals for a value of its kind: `NAMESPACE`, `IMAGE_TAG`, `YOUR-REGISTRY`.
const NOUNS: [&str; 46] = [
    "ACCOUNT",
    "ADDRESS",
    "APP",
    "CHANGE",
    "CLUSTER",
    "COUNT",
    "CPU",
    "DIGEST",
    "DOMAIN",
    "ENDPOINT",
    "ENV",
    "ENVIRONMENT",
    "FILL",
    "FILLED",
    "HERE",
    "HOST",
    "HOSTNAME",
    "IMAGE",
    "INSERT",
    "KEY",
    "LEVEL",
    "LIMIT",
    "MEMORY",
    "NAME",
    "NAMESPACE",
    "NODE",
    "OPERATOR",
    "OWNER",
    "PASSWORD",
    "PATH",
    "PORT",
    "PROJECT",
    "REGION",
    "REGISTRY",
    "RELEASE",
    "REPLACE",
    "REPLICAS",
    "REPOSITORY",
    "REQUEST",
    "SECRET",
    "SIZE",
    "TAG",
    "TOKEN",
    "VERSION",
    "YOUR",
    "ZONE",
];

/// Words beside them.
const FILLERS: [&str; 8] = ["A", "BY", "FOR", "FROM", "ME", "MY", "OF", "THE"];

/// Words that ask for another text by standing first.
const ASKING: [&str; 6] = ["CHANGE", "FILL", "FILLED", "INSERT", "REPLACE", "YOUR"];

/// Whether a part of a text is filled in later: `${VERSION}`, `{{ .Tag }}`, `<name>`, `@NAME@`, `%NAME%`, `__NAME__`; or the
/// text says so: `REPLACE_ME`, `FILLED BY THE OPERATOR`, `NAMESPACE`.
///
/// A single odd character is none: an e-mail address or `100%` is refused by the API server as it stands.
pub(crate) fn has_placeholder(text: &str) -> bool {
    if !has_mark(text) {
        return asks_for_another(text);
    }
    OPENINGS.iter().any(|opening| text.contains(opening))
        || PAIRS.iter().any(|(open, close)| has_pair(text, open, close))
        || has_variable(text)
        || has_underscored(text)
        || is_placeholder(text)
}

/// Whether another program puts something else in place of a whole text: `${X}`, `{x}`, `<x>`, `__X__`, `ENC[…]`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    if !has_mark(text) {
        return asks_for_another(text);
    }
    let within = |open: &str, close: &str| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(is_word)
    };
    let is_one_word = !text.contains(char::is_whitespace);
    (is_one_word && OPENINGS.iter().any(|opening| text.contains(opening)))
        || text.starts_with("ENC[")
        || text.strip_prefix('$').is_some_and(|name| name.starts_with(is_start))
        || within("{", "}")
        || within("__", "__")
        || asks_for_another(text)
        || PAIRS.iter().any(|(open, close)| within(open, close))
}

/// Whether an operator completes the pod at run time: an image is a sentence (`FILLED BY THE OPERATOR`) or a placeholder.
///
/// Such a pod also gets its volumes and more of its fields later.
pub(crate) fn is_operator_asset(pod: &PodSpec) -> bool {
    let mut containers = pod.containers.iter().chain(pod.init_containers.iter().flatten());
    containers.any(|container| {
        let image = container.image.as_deref().unwrap_or_default().trim();
        image.contains(' ') || is_placeholder(image)
    })
}

/// Whether a text has one of the characters around what is filled in later; most have none.
fn has_mark(text: &str) -> bool {
    text.bytes().any(|byte| b"$<@%{[#_".contains(&byte))
}

/// Whether a text, read by a person, asks for another one in its place. A slip of the shift key is none: `Default`, `KUBE-SYSTEM`.
fn asks_for_another(text: &str) -> bool {
    // A list or a mapping is one of texts.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" _-.:/,;!".contains(&byte);
    if !text.bytes().all(is_plain) || text.starts_with("- ") {
        return false;
    }
    let words = || text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let is_one_of = |known: &[&str], word: &str| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    if words().any(|word| is_one_of(&TASKS, word)) {
        return true;
    }
    if words().any(|word| is_one_of(&PHRASE_STARTS, word)) && has_phrase(words()) {
        return true;
    }
    !text.bytes().any(|byte| byte.is_ascii_lowercase()) && is_of_capitals(text, &words().collect::<Vec<_>>())
}

/// Whether words in capitals stand for a value: all of them name one (`NAMESPACE`, `MY-APP`), or they are joined as no name of the
/// API is, and the last names it or the first asks for it (`CILIUM_IMAGE`, `YOUR CLUSTER`). `NODE-EXPORTER` is a name in capitals.
fn is_of_capitals(text: &str, words: &[&str]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let has_noun = words.iter().any(|word| NOUNS.contains(word));
    let are_all = words.iter().all(|word| NOUNS.contains(word) || FILLERS.contains(word));
    let is_joined = text.contains(['_', ' ']);
    (has_noun && are_all) || (is_joined && (NOUNS.contains(last) || ASKING.contains(first)))
}

/// Whether words that follow each other are one of the phrases.
fn has_phrase<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let words: Vec<&str> = words.collect();
    TASK_PHRASES.iter().any(|[first, second]| {
        words
            .windows(2)
            .any(|pair| pair[0].eq_ignore_ascii_case(first) && pair[1].eq_ignore_ascii_case(second))
    })
}

fn is_start(char: char) -> bool {
    char.is_ascii_alphabetic() || char == '_'
}

/// A name as placeholders have it, perhaps of several words.
fn is_word(inner: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte);
    inner.trim_start().starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_')
        && inner.bytes().all(is_part)
}

/// Whether a text has a word between two marks.
fn has_pair(text: &str, open: &str, close: &str) -> bool {
    text.match_indices(open).any(|(at, _)| {
        let rest = text.get(at + open.len()..).unwrap_or_default();
        let inner = rest.split_once(close).map(|(inner, _)| inner);
        inner.is_some_and(|inner| inner.starts_with(is_start) && is_word(inner))
    })
}

/// `$VERSION`, as shells have it.
fn has_variable(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(is_start)))
}

/// `__NAME__` that stands by itself: `log__agent__2` is a name with underscores.
fn has_underscored(text: &str) -> bool {
    let is_inner = |char: char| char.is_ascii_alphanumeric();
    text.match_indices("__").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let rest = text.get(at + 2..).unwrap_or_default();
        let Some((inner, after)) = rest.split_once("__") else { return false };
        !before.ends_with(is_inner) && !after.starts_with(is_inner) && is_word(inner)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_placeholders() {
        for text in [
            "${X}",
            "a-${X}-b",
            "$VERSION",
            "{{ .Tag }}",
            "<name>",
            "v<x>",
            "@X@",
            "a-@TAG@",
            "%X%",
            "$(NAME)",
            "__X__",
            "agent-__X__",
            "#{Tag}#",
            "{% if x %}",
            "<your registry>",
            "{IMAGE}",
            "ENC[AES256_GCM]",
            "REPLACE_ME",
            "FILLED_BY_OPERATOR",
            "FILLED BY THE OPERATOR",
            "NAMESPACE",
            concat!("TO", "DO: fill"),
            "CHANGEME",
            "ReplaceMe",
            "IMAGE-TAG",
            "MY-APP",
            "CILIUM_IMAGE",
            "YOUR CLUSTER",
            "{namespace}",
            "{namespace}-agent",
            "@@NS@@",
            "__NS__",
            "<ns>",
        ] {
            assert!(has_placeholder(text), "{text}");
        }
    }

    #[test]
    fn odd_characters_are_none() {
        for text in [
            "team@corp.com",
            "5$",
            "100%",
            "<<",
            "a<b",
            "log__agent",
            "log__agent__x",
            "A=B@C",
            "a@b",
            "5%",
            "a{b",
            "{}",
            "5%-10%",
            "__",
            "____",
            "$5",
            "a>b<c",
            "Default",
            "KUBE-SYSTEM",
            "NODE-EXPORTER",
            "NODE_EXPORTER",
            "LOG-AGENT",
            "kube system",
            "Node_Name",
            "ALWAYS",
            "NOSCHEDULE",
            "EXISTS",
            "TCP4",
            "[NODE_NAME]",
            "- NODE",
            "{\"a\": 1}",
        ] {
            assert!(!has_placeholder(text), "{text}");
        }
    }
}
