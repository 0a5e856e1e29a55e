//! Values that are likely secrets are compared, and not shown.

use serde_json::{Map, Value};

/// What stands in for a secret.
const HIDDEN: &str = "(hidden)";

/// Parts of the names of variables, headers and flags whose values are likely secrets.
const SECRET_WORDS: &[&str] =
    &["PASSWORD", "PASSWD", "PASSPHRASE", "TOKEN", "SECRET", "KEY", "CREDENTIAL", "AUTH", "COOKIE"];

/// The value without the secrets in it; `path` is that of a [`FieldChange`](super::FieldChange).
pub(super) fn concealed(path: &str, value: &Value) -> Value {
    let owner = path.strip_suffix("].value").and_then(|path| path.rsplit('[').next());
    if value.is_string() && owner.is_some_and(is_secret) { Value::from(HIDDEN) } else { within(value) }
}

/// Whether an item of a list of arguments is the value of the flag before it, as in `--password hunter2`.
pub(super) fn follows_secret_flag(items: &[Value], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| items.get(before)).and_then(Value::as_str);
    before.is_some_and(|flag| flag.starts_with('-') && !flag.contains('=') && is_secret(flag))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

fn within(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(object(fields)),
        Value::Array(items) => {
            let hide = |(index, item)| {
                if follows_secret_flag(items, index) { Value::from(HIDDEN) } else { within(item) }
            };
            items.iter().enumerate().map(hide).collect()
        }
        Value::String(text) => Value::from(text_without(text)),
        other => other.clone(),
    }
}

/// A variable or a header: its name tells what its value is.
fn object(fields: &Map<String, Value>) -> Map<String, Value> {
    let is_secret = fields.get("name").and_then(Value::as_str).is_some_and(is_secret);
    let hide = |key: &str, value: &Value| {
        if is_secret && key == "value" { Value::from(HIDDEN) } else { within(value) }
    };
    fields.iter().map(|(key, value)| (key.clone(), hide(key, value))).collect()
}

/// A text without the value of `--token=…` and without the user of `https://user:password@host`.
fn text_without(text: &str) -> String {
    match text.split_once('=') {
        Some((flag, _)) if flag.starts_with('-') && !flag.contains(' ') && is_secret(flag) => {
            format!("{flag}={HIDDEN}")
        }
        _ => without_users(text),
    }
}

fn without_users(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("://") {
        let authority = behind.split(['/', '?', '#', ' ', '"', '\'']).next().unwrap_or_default();
        out.push_str(before);
        out.push_str("://");
        rest = match authority.rsplit_once('@') {
            Some((user, _)) => {
                out.push_str(HIDDEN);
                &behind[user.len()..]
            }
            None => behind,
        };
    }
    out.push_str(rest);
    out
}
