//! YAML to paste, for helps.

use std::collections::BTreeMap;

/// A text in double quotes.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text that YAML reads as this very string: bare where that is safe, quoted else.
pub(crate) fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let is_plain = text.starts_with(|char: char| char.is_ascii_alphabetic() || char == '/')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte))
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// `key: value`
pub(crate) fn pair(key: &str, value: &str) -> String {
    format!("{}: {}", scalar(key), scalar(value))
}

/// `key: value` a line.
pub(crate) fn pairs(pairs: &BTreeMap<String, String>) -> String {
    pairs.iter().map(|(key, value)| pair(key, value) + "\n").collect()
}

/// A selector of the pods with these labels, in lines.
pub(crate) fn selector(labels: &BTreeMap<String, String>) -> String {
    let pairs = labels.iter().map(|(key, value)| format!("\n    {}", pair(key, value)));
    format!("selector:\n  matchLabels:{}", pairs.collect::<String>())
}
