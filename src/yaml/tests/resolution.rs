//! What plain scalars mean: a row of words each, and a second reading of the rules of go-yaml v2 for any of them.

use proptest::prelude::*;

use super::{documents, json, value};

/// Words and numbers, and what becomes of all of them: `!` for an error, `"` for text.
const TABLE: &[(&str, &[&str])] = &[
    ("y Y yes Yes YES on On ON true True TRUE", &["true"]),
    ("n N no No NO off Off OFF false False FALSE", &["false"]),
    ("~ null Null NULL", &["null"]),
    ("0755 0o17 010 00 0_7", &["493", "15", "8", "0", "7"]),
    ("08 09", &["8", "9"]),
    ("0x1F 0b101 -0x1f 0x_f", &["31", "5", "-31", "15"]),
    ("1_000 1__0 1_000.5 _1", &["1000", "10", "1000.5", "\""]),
    ("+5 -0", &["5", "0"]),
    ("1e3 12e03 1.5e+3 .5 1. 0.", &["1000", "12000", "1500", "0.5", "1", "0"]),
    ("1.10 1.0 3.20", &["1.1", "1", "3.2"]),
    (
        "12345678901234567890 123456789012345678901234567890",
        &["12345678901234567000", "1.2345678901234568e+29"],
    ),
    ("1:20 190:20:30 2020-01-02 2020-01-02T03:04:05Z 1E 1Gi 500m 0.1m .inf2", &["\""]),
    (".inf -.Inf +.INF .nan .NaN .NAN", &["!"]),
    ("yEs oN nULL tRUE Y_ 0x 0xg 0o8 0b2 1e 1e+ 1.2.3 + . .e1 e1 --1 +-1 1-", &["\""]),
];

#[test]
fn every_row_of_the_table_holds() {
    for (sources, expected) in TABLE {
        let sources: Vec<&str> = sources.split(' ').collect();
        assert!(expected.len() == 1 || expected.len() == sources.len(), "{sources:?}");
        for (source, expected) in sources.iter().zip(expected.iter().cycle()) {
            assert_eq!(found(source), expected.replace('"', &format!("{source:?}")), "{source:?}");
        }
    }
    assert_eq!(found(""), "null");
}

/// What a plain scalar becomes in JSON, `!` for an error.
fn found(source: &str) -> String {
    let text = format!("a: {source}\n");
    let is_refused = documents(&text).iter().any(|document| document.content.is_err());
    if is_refused { "!".to_owned() } else { json(value(&text).get("a").expect("the key")) }
}

/// What the rules say of a plain scalar.
#[derive(Debug, PartialEq)]
enum Reading {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text,
    Refused,
}

fn reading(text: &str) -> Reading {
    let forms = |word: &str| [word.to_owned(), word.to_uppercase(), capitalised(word)];
    let is_one_of = |words: &[&str]| words.iter().any(|word| forms(word).iter().any(|form| form == text));
    if text.is_empty() || is_one_of(&["~", "null"]) {
        return Reading::Null;
    }
    if is_one_of(&["y", "yes", "on", "true"]) {
        return Reading::Bool(true);
    }
    if is_one_of(&["n", "no", "off", "false"]) {
        return Reading::Bool(false);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if [".inf", ".Inf", ".INF"].contains(&unsigned) || [".nan", ".NaN", ".NAN"].contains(&text) {
        return Reading::Refused;
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return Reading::Text;
    }
    // A text that starts with a point is read by Go, which wants underscores between digits.
    let is_go =
        !text.starts_with('.') || (!unsigned.contains("__") && !around(unsigned, '_').contains(&false));
    let plain = if is_go { text.replace('_', "") } else { return Reading::Text };
    whole(&plain).or_else(|| float(&plain)).unwrap_or(Reading::Text)
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// For each of a character, whether digits are around it.
fn around(text: &str, wanted: char) -> Vec<bool> {
    let digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
    text.match_indices(wanted).map(|(at, _)| digit(at.checked_sub(1)) && digit(Some(at + 1))).collect()
}

/// A whole number of any base, if 64 bits hold it.
fn whole(text: &str) -> Option<Reading> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let lower = unsigned.to_lowercase();
    let (digits, base) = match lower.get(..2) {
        Some("0x") => (&lower[2..], 16),
        Some("0o") => (&lower[2..], 8),
        Some("0b") => (&lower[2..], 2),
        _ if lower.len() > 1 && lower.starts_with('0') => (&lower[1..], 8),
        _ => (&lower[..], 10),
    };
    let mut number = 0_u128;
    for digit in digits.chars() {
        number = number.checked_mul(u128::from(base))? + u128::from(digit.to_digit(base)?);
    }
    let number = i128::try_from(number).ok().filter(|_| !digits.is_empty())?;
    let signed = if negative { -number } else { number };
    match i64::try_from(signed) {
        Ok(int) => Some(Reading::Int(int)),
        // Beyond that only JSON's own numbers carry it.
        Err(_) => u64::try_from(signed)
            .ok()
            .filter(|_| text == unsigned)
            .map(|uint| Reading::Float(as_float(&uint))),
    }
}

/// The float that is nearest to a whole number.
fn as_float(number: &impl ToString) -> f64 {
    number.to_string().parse().expect("a number")
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn float(text: &str) -> Option<Reading> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let fits = are_digits(whole) && are_digits(fraction) && are_digits(exponent) && !exponent.is_empty();
    if !fits || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    text.parse().ok().filter(|float: &f64| float.is_finite()).map(Reading::Float)
}

/// What a scalar became, in the terms of the second reading.
fn became(found: &str) -> Reading {
    match found {
        "null" => Reading::Null,
        "true" => Reading::Bool(true),
        "false" => Reading::Bool(false),
        "!" => Reading::Refused,
        text if text.starts_with('"') => Reading::Text,
        number => match number.parse() {
            Ok(int) => Reading::Int(int),
            Err(_) => Reading::Float(number.parse().expect("a number")),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_plain_scalar_means_what_a_second_reading_says(
        source in prop_oneof![
            "[-+]?0[xXoObB]?[0-9a-fA-F_]{0,22}",
            "[-+]?[0-9_]{0,4}(\\.[0-9_]{0,4})?([eE][-+]?[0-9_]{0,3})?",
            "[-+]?[0-9]{16,22}(\\.[0-9]{0,4})?",
            "[yYnNtTfFoOsSeErRuUlLaA~]{0,5}",
            "(?i)yes|no|on|off|true|false|null|y|n",
            "[-+]?\\.(inf|Inf|INF|nan|NaN|NAN|iNf)[0-9]?",
            "[0-9]{1,4}(:[0-9]{1,2}){1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}",
            "[-+]?[0-9.]{1,4}(m|k|K|Ki|Gi|E|e|u|i)",
        ]
    ) {
        // These are an entry of a list, and a key.
        prop_assume!(source != "-" && !source.ends_with(':'));
        let found = found(&source);
        let (became, wanted) = (became(&found), reading(&source));
        let same = match (&became, &wanted) {
            // A float that is a whole number is written as one.
            (Reading::Int(int), Reading::Float(float)) => as_float(int).total_cmp(&(float + 0.0)).is_eq(),
            _ => became == wanted,
        };
        prop_assert!(same, "{source:?} became {found}, not {wanted:?}");
        if wanted == Reading::Text {
            prop_assert_eq!(found, format!("{source:?}"));
        }
    }
}
