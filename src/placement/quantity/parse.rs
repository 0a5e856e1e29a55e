//! Text to quantity.

use std::str::FromStr;

use thiserror::Error;

use super::{DIGITS, Format, Quantity};

/// The exponent of the smallest amount there is, a billionth.
const NANO: i64 = -9;

/// Why a text is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// Nothing but blanks.
    #[error("a quantity cannot be empty")]
    Empty,
    /// Not a number with a suffix.
    #[error("not a number with an optional suffix, such as 500m or 1.5Gi")]
    Malformed,
    /// A suffix that Kubernetes does not know.
    #[error("unknown suffix, use m, k, M, G, T, P, E or Ki, Mi, Gi, Ti, Pi, Ei")]
    Suffix,
}

/// What a suffix says: the power and the way of writing.
struct Suffix {
    /// The power of ten, or of 1024 in binary.
    power: i32,
    format: Format,
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Reads a quantity as upstream does (`ParseQuantity` in `pkg/api/resource/quantity.go`, 1.34 to 1.37).
    ///
    /// Blanks around it are dropped, as by its JSON decoder. Digits may be missing (`.`, `m` and `5.` are quantities).
    /// Finer than a billionth is rounded away from zero; with a binary suffix, more than 2^63-1 is cut to that.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(QuantityError::Empty);
        }
        let (negative, unsigned) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, rest) = split_digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), split_digits);
        check_shape(suffix)?;
        let suffix = read_suffix(suffix)?;
        if whole.is_empty() && fraction.is_empty() && suffix.format != Format::Binary && suffix.power < -9 {
            return Err(QuantityError::Malformed);
        }
        let magnitude = magnitude(whole, fraction, &suffix);
        let mantissa = if negative { -magnitude.mantissa } else { magnitude.mantissa };
        Ok(Self { mantissa, ..magnitude })
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// Whether the rest is letters of suffixes, then an optional sign and digits (`parseQuantityString`).
fn check_shape(suffix: &str) -> Result<(), QuantityError> {
    let rest = suffix.trim_start_matches(|letter| "eEinumkKMGTP".contains(letter));
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    if split_digits(rest).1.is_empty() { Ok(()) } else { Err(QuantityError::Malformed) }
}

/// `quantitySuffixer.interpret` in `pkg/api/resource/suffix.go`; case matters, and `E` alone is 10^18.
fn read_suffix(text: &str) -> Result<Suffix, QuantityError> {
    let decimal = |power| Ok(Suffix { power, format: Format::Decimal });
    let binary = |power| Ok(Suffix { power, format: Format::Binary });
    match text {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let exponent = text.strip_prefix(['e', 'E']).ok_or(QuantityError::Suffix)?;
            let exponent: i64 = exponent.parse().map_err(|_| QuantityError::Suffix)?;
            Ok(Suffix { power: wrapped(exponent), format: Format::Exponent })
        }
    }
}

/// The low 32 bits as a number, which is what upstream keeps of an exponent.
#[expect(clippy::cast_possible_truncation, reason = "upstream truncates")]
fn wrapped(exponent: i64) -> i32 {
    exponent as i32
}

/// The number without its sign.
fn magnitude(whole: &str, fraction: &str, suffix: &Suffix) -> Quantity {
    let digits = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0');
    let mut digits: Vec<u8> = digits.skip_while(|digit| *digit == 0).collect();
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let mut exponent = -places;
    if suffix.format == Format::Binary {
        (0..suffix.power).for_each(|_| times_1024(&mut digits));
    } else {
        exponent = i64::from(suffix.power).saturating_sub(places);
    }
    let quantity = rounded(&digits, exponent, suffix.format);
    if suffix.format != Format::Binary {
        return quantity;
    }
    if quantity < Quantity::from_units(1, Format::Decimal) && !quantity.is_zero() {
        return Quantity { format: Format::Decimal, ..quantity };
    }
    let limit = Quantity::from_units(i64::MAX, Format::Binary);
    if quantity > limit { limit } else { quantity }
}

/// Multiplies a number, most significant digit first.
fn times_1024(digits: &mut Vec<u8>) {
    let mut carry = 0_u32;
    let mut product = Vec::with_capacity(digits.len() + 4);
    for digit in digits.iter().rev() {
        carry += u32::from(*digit) * 1024;
        product.push(last_digit(carry));
        carry /= 10;
    }
    while carry > 0 {
        product.push(last_digit(carry));
        carry /= 10;
    }
    product.reverse();
    *digits = product;
}

fn last_digit(number: u32) -> u8 {
    u8::try_from(number % 10).unwrap_or_default()
}

/// Keeps what is not finer than a billionth and not longer than [`DIGITS`], rounding away from zero.
fn rounded(digits: &[u8], exponent: i64, format: Format) -> Quantity {
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let drop = (NANO.saturating_sub(exponent)).max(length - i64::from(DIGITS)).max(0);
    let keep = usize::try_from(length.saturating_sub(drop)).unwrap_or(0);
    let (kept, dropped) = digits.split_at(keep);
    let mantissa = kept.iter().fold(0_i128, |number, digit| number * 10 + i128::from(*digit));
    let rest = i128::from(dropped.iter().any(|digit| *digit != 0));
    let exponent = exponent.saturating_add(drop);
    let fitting = i32::try_from(exponent).unwrap_or(if exponent < 0 { i32::MIN } else { i32::MAX });
    Quantity::normalised(mantissa + rest, fitting, format)
}
