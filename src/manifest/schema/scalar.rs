//! Which values a field takes, as the JSON decoder of the API server sees it.
//!
//! Mirrors `encoding/json` as patched in `sigs.k8s.io/json`, `IntOrString.UnmarshalJSON`, `Quantity.UnmarshalJSON` and
//! `Time.UnmarshalJSON` of apimachinery; observed with kubectl 1.33.

use k8s_openapi::ByteString;
use k8s_openapi::jiff::Timestamp;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use crate::yaml::{Node, Number, Value};

use super::Ty;

/// How a value meets a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is of that type.
    Yes,
    /// It is a string where a string may stand, but this one does not read as the type wants.
    Malformed,
    /// It is something else.
    No,
}

/// Whether a node is what a type takes; of lists, maps and objects only the outside.
pub(super) fn fit(node: Node<'_>, ty: Ty, is_quantity: fn(&str) -> bool) -> Fit {
    let good = match (node.value, ty) {
        (Value::Null, _)
        | (_, Ty::Any)
        | (Value::String(_), Ty::Str | Ty::IntOrString)
        | (Value::Bool(_), Ty::Bool)
        | (Value::Number(_), Ty::Quantity)
        | (Value::List(_), Ty::List(_))
        | (Value::Map(_), Ty::Map(_) | Ty::Ref(_)) => true,
        (Value::String(text), Ty::Quantity) => return well_formed(is_quantity(text)),
        (Value::String(text), Ty::Time) => return well_formed(is_time(text)),
        (Value::String(text), Ty::Bytes) => return well_formed(is_base64(text)),
        (Value::Number(number), Ty::Int64) => whole(number).is_some(),
        (Value::Number(number), Ty::Int32 | Ty::IntOrString) => {
            whole(number).is_some_and(|number| i32::try_from(number).is_ok())
        }
        _ => false,
    };
    if good { Fit::Yes } else { Fit::No }
}

fn well_formed(good: bool) -> Fit {
    if good { Fit::Yes } else { Fit::Malformed }
}

/// The number as a signed integer of 64 bits; `80.0` is one, because kubectl sends it as `80`.
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and far from the ends of the range")]
pub(in crate::manifest) fn whole(number: Number) -> Option<i64> {
    /// Up to here every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number {
        Number::Int(number) => Some(number),
        Number::Uint(_) => None,
        Number::Float(number) => (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64),
    }
}

/// RFC 3339 in the letter: `time.Parse` wants the seconds, a `T` and a `Z` where other readers are generous.
fn is_time(text: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic);
    text.get(10..11) == Some("T")
        && text.get(16..17) == Some(":")
        && letters.skip(1).all(|letter| letter == b'Z')
        && text.parse::<Timestamp>().is_ok()
}

/// Line breaks may stand anywhere in base64 (`encoding/base64` skips them).
fn is_base64(text: &str) -> bool {
    let text: String = text.split(['\n', '\r']).collect();
    ByteString::deserialize(StrDeserializer::<Error>::new(&text)).is_ok()
}
