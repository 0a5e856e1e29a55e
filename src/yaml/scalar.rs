//! What a scalar means: the YAML 1.1 words and numbers of go.yaml.in/yaml/v2.

use std::borrow::Cow;

use super::node::{Number, Style};
use super::number;

/// The namespace of the tags that are written `!!name`.
const CORE: &str = "tag:yaml.org,2002:";

/// Why a scalar has no meaning that JSON can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarError {
    /// `.inf`, `.nan`.
    NotFinite,
    /// A tag asks for a type that the text does not fit.
    WrongTag,
    /// `!!binary` without base64 behind it.
    NotBase64,
    /// A key that is null.
    NullKey,
    /// A key that is a whole number above `i64::MAX`.
    HugeKey,
}

/// What a scalar means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Null,
    Bool(bool),
    Number(Number),
    /// Its own text.
    Itself,
    /// Another text.
    Text(String),
}

/// What go-yaml makes of a scalar before JSON narrows it.
#[derive(Clone, Debug, PartialEq)]
enum Resolved {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text,
}

/// The meaning of a scalar in the place of a value.
///
/// `tag` is the full name of an explicit tag. Source: `decode.go` and `resolve.go` of go.yaml.in/yaml/v2.
pub(super) fn value(text: &str, style: Style, tag: Option<&str>) -> Result<Meaning, ScalarError> {
    match resolve(text, style, tag)? {
        Resolved::Null => Ok(Meaning::Null),
        Resolved::Bool(flag) => Ok(Meaning::Bool(flag)),
        Resolved::Int(int) => Ok(Meaning::Number(Number::Int(int))),
        Resolved::Uint(uint) => Ok(Meaning::Number(number::carried_by_json(uint))),
        Resolved::Float(float) if float.is_finite() => Ok(Meaning::Number(Number::from(float))),
        Resolved::Float(_) => Err(ScalarError::NotFinite),
        Resolved::Text => string(text, tag),
    }
}

/// The meaning of a scalar in the place of a key, where kubectl turns everything into text.
///
/// Source: `convertToJSONableObject` of sigs.k8s.io/yaml.
pub(super) fn key(text: &str, style: Style, tag: Option<&str>) -> Result<Meaning, ScalarError> {
    match resolve(text, style, tag)? {
        Resolved::Null => Err(ScalarError::NullKey),
        Resolved::Bool(flag) => Ok(Meaning::Text(flag.to_string())),
        Resolved::Int(int) => Ok(Meaning::Text(int.to_string())),
        Resolved::Uint(_) => Err(ScalarError::HugeKey),
        Resolved::Float(float) => Ok(Meaning::Text(number::shortest_general(float))),
        Resolved::Text => string(text, tag),
    }
}

/// Whether a key is the merge key `<<`, which quotes take away.
pub(super) fn is_merge_key(text: &str, style: Style, tag: Option<&str>) -> bool {
    text == "<<"
        && match tag {
            None => style == Style::Plain,
            Some(tag) => tag == "!" || tag.strip_prefix(CORE) == Some("merge"),
        }
}

fn string(text: &str, tag: Option<&str>) -> Result<Meaning, ScalarError> {
    match tag.and_then(|tag| tag.strip_prefix(CORE)) {
        Some("binary") => decode_base64(text).map(Meaning::Text).ok_or(ScalarError::NotBase64),
        _ => Ok(Meaning::Itself),
    }
}

fn resolve(text: &str, style: Style, tag: Option<&str>) -> Result<Resolved, ScalarError> {
    let Some(tag) = tag else {
        return Ok(if style == Style::Plain { resolve_plain(text) } else { Resolved::Text });
    };
    let resolved = || resolve_plain(text);
    match tag.strip_prefix(CORE) {
        Some("bool") => only(resolved(), |resolved| matches!(resolved, Resolved::Bool(_))),
        Some("int") => only(resolved(), |resolved| matches!(resolved, Resolved::Int(_) | Resolved::Uint(_))),
        Some("null") => only(resolved(), |resolved| *resolved == Resolved::Null),
        Some("float") => only(as_float(resolved()), |resolved| matches!(resolved, Resolved::Float(_))),
        Some("timestamp") if !is_timestamp(text) => Err(ScalarError::WrongTag),
        _ => Ok(Resolved::Text),
    }
}

fn only(resolved: Resolved, fits: fn(&Resolved) -> bool) -> Result<Resolved, ScalarError> {
    if fits(&resolved) { Ok(resolved) } else { Err(ScalarError::WrongTag) }
}

#[expect(clippy::cast_precision_loss, reason = "the loss is what kubectl does")]
fn as_float(resolved: Resolved) -> Resolved {
    match resolved {
        Resolved::Int(int) => Resolved::Float(int as f64),
        other => other,
    }
}

/// The meaning of a plain scalar, which its first byte narrows down.
fn resolve_plain(text: &str) -> Resolved {
    let Some(first) = text.bytes().next() else { return Resolved::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => {
            special(text).or_else(|| number::go_float(text).map(Resolved::Float)).unwrap_or(Resolved::Text)
        }
        b'+' | b'-' => special(text).unwrap_or_else(|| numeric(text)),
        b'0'..=b'9' => numeric(text),
        _ => Resolved::Text,
    }
}

fn word(text: &str) -> Resolved {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        _ => Resolved::Text,
    }
}

fn special(text: &str) -> Option<Resolved> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(Resolved::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Resolved::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Resolved::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

fn numeric(text: &str) -> Resolved {
    let digits = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    let int = number::go_int(&digits).map(Resolved::Int);
    let uint = || number::go_uint(&digits).map(Resolved::Uint);
    let float =
        || number::is_yaml_float(&digits).then(|| number::go_float(&digits)).flatten().map(Resolved::Float);
    int.or_else(uint).or_else(float).unwrap_or(Resolved::Text)
}

/// Whether a text tagged as a timestamp looks like one: a year and a dash. Its meaning stays text in any case.
fn is_timestamp(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && text.as_bytes().get(4) == Some(&b'-')
}

/// Decodes standard base64 with padding; each byte that is no UTF-8 becomes U+FFFD, as in Go's JSON.
fn decode_base64(text: &str) -> Option<String> {
    let symbols: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let (groups, rest) = symbols.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(groups.len() * 3);
    for (at, group) in groups.iter().enumerate() {
        let padding = group.iter().rev().take_while(|&&byte| byte == b'=').count();
        if padding > 2 || (padding > 0 && at + 1 != groups.len()) {
            return None;
        }
        let mut bits = 0_u32;
        for &symbol in &group[..4 - padding] {
            bits = bits << 6 | base64_digit(symbol)?;
        }
        bits <<= 6 * padding;
        bytes.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(
        bytes.utf8_chunks().fold(String::new(), |text, chunk| {
            text + chunk.valid() + &"\u{FFFD}".repeat(chunk.invalid().len())
        }),
    )
}

fn base64_digit(symbol: u8) -> Option<u32> {
    let digit = match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(digit))
}
