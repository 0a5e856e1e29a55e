//! Numbers as Go reads and writes them.

use std::fmt;

use super::node::Number;

impl From<f64> for Number {
    /// The number that is left when kubectl has written a float into JSON and read it back: a whole number, if the
    /// spelling is one.
    fn from(float: f64) -> Self {
        let whole = float.fract() == 0.0 && float.abs() < 1e19;
        let int = whole.then(|| float.to_string().parse().ok()).flatten();
        int.map_or(Self::Float(float), Self::Int)
    }
}

impl fmt::Display for Number {
    /// The spelling that kubectl sends in JSON: `1e3` is `1000`, `1e21` is `1e+21`.
    ///
    /// Source: `encoding/json` of Go, `floatEncoder.encode`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(int) => int.fmt(f),
            Self::Uint(uint) => uint.fmt(f),
            Self::Float(float) if float == 0.0 || (1e-6..1e21).contains(&float.abs()) => float.fmt(f),
            Self::Float(float) if float.abs() < 1.0 => write!(f, "{float:e}"),
            Self::Float(float) => f.write_str(&format!("{float:e}").replace('e', "e+")),
        }
    }
}

/// A whole number that does not fit `i64` loses precision on its way: kubectl reads JSON into `float64`.
#[expect(clippy::cast_precision_loss, reason = "the loss is what kubectl does")]
pub(super) fn carried_by_json(uint: u64) -> Number {
    i64::try_from(uint).map_or(Number::Float(uint as f64), Number::Int)
}

/// Go's `strconv.ParseInt(text, 0, 64)` for text without underscores, and go-yaml's own reading of `0b`.
pub(super) fn go_int(text: &str) -> Option<i64> {
    let (negative, magnitude) = match text.as_bytes().first()? {
        b'+' => (false, text.get(1..)?),
        b'-' => (true, text.get(1..)?),
        _ => (false, text),
    };
    if let Some(magnitude) = go_uint(magnitude) {
        let value = i128::from(magnitude);
        return i64::try_from(if negative { -value } else { value }).ok();
    }
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok()
}

/// Go's `strconv.ParseUint(text, 0, 64)` for text without underscores.
pub(super) fn go_uint(text: &str) -> Option<u64> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (text.get(2..)?, 16),
        [b'0', b'o' | b'O', ..] => (text.get(2..)?, 8),
        [b'0', b'b' | b'B', ..] => (text.get(2..)?, 2),
        [b'0', _, ..] => (text.get(1..)?, 8),
        _ => (text, 10),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}

/// Whether go-yaml takes a text for a float: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
pub(super) fn is_yaml_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let dotted = mantissa.contains('.');
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    exponent_fits
        && is_digits(whole)
        && is_digits(fraction)
        && (!whole.is_empty() || (dotted && !fraction.is_empty()))
}

/// Go's `strconv.ParseFloat` for decimal numbers; too large a number is none.
pub(super) fn go_float(text: &str) -> Option<f64> {
    let unscored;
    let text = if text.contains('_') {
        if !underscores_fit(text) {
            return None;
        }
        unscored = text.replace('_', "");
        &unscored
    } else {
        text
    };
    if !is_yaml_float(text) {
        return None;
    }
    text.parse().ok().filter(|float: &f64| float.is_finite())
}

/// Whether every underscore stands between digits, as Go wants it.
fn underscores_fit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    bytes.iter().enumerate().all(|(at, &byte)| byte != b'_' || (at > 0 && digit(at - 1) && digit(at + 1)))
}

/// Go's `strconv.FormatFloat(float, 'g', -1, 32)`, which sigs.k8s.io/yaml uses for keys.
#[expect(clippy::cast_possible_truncation, reason = "the loss is what kubectl does")]
pub(super) fn shortest_general(float: f64) -> String {
    let float = float as f32;
    if float.is_nan() {
        return ".nan".to_owned();
    }
    if float.is_infinite() {
        return if float > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{float:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return float.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
