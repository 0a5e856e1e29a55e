use std::cmp::Ordering;

use proptest::prelude::*;

use crate::placement::Quantity;

/// Billionths: exact for everything that the strategy makes.
#[derive(Debug, Clone)]
struct Written {
    text: String,
    nano: i128,
}

const SUFFIXES: [(&str, i128); 12] = [
    ("n", 1),
    ("u", 1_000),
    ("m", 1_000_000),
    ("", 1_000_000_000),
    ("k", 1_000_000_000_000),
    ("M", 1_000_000_000_000_000),
    ("e3", 1_000_000_000_000),
    ("E-3", 1_000_000),
    ("Ki", 1_024_000_000_000),
    ("Mi", 1_048_576_000_000_000),
    ("Gi", 1_073_741_824_000_000_000),
    ("Ti", 1_099_511_627_776_000_000_000),
];

prop_compose! {
    fn written()(whole in 0_u32..100_000, fraction in 0_u32..1000, negative: bool, suffix in 0_usize..12) -> Written {
        let (suffix, nano) = SUFFIXES[suffix];
        let thousandths = i128::from(whole) * 1000 + i128::from(fraction);
        let product = thousandths * nano;
        let nano = product / 1000 + i128::from(product % 1000 != 0);
        let sign = if negative { "-" } else { "" };
        Written { text: format!("{sign}{whole}.{fraction:03}{suffix}"), nano: if negative { -nano } else { nano } }
    }
}

fn away(nano: i128, unit: i128) -> i128 {
    nano / unit + if nano % unit == 0 { 0 } else { nano.signum() }
}

proptest! {
    #[test]
    fn comparison_agrees_with_whole_numbers(left in written(), right in written()) {
        let (a, b): (Quantity, Quantity) = (left.text.parse()?, right.text.parse()?);
        prop_assert_eq!(a.cmp(&b), left.nano.cmp(&right.nano));
        prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
    }

    #[test]
    fn sums_and_roundings_agree_with_whole_numbers(left in written(), right in written()) {
        let (a, b): (Quantity, Quantity) = (left.text.parse()?, right.text.parse()?);
        let sum = left.nano + right.nano;
        prop_assert_eq!(a + b, format!("{sum}n").parse()?);
        let cut = |number: i128| i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX });
        prop_assert_eq!((a + b).ceil_value(), cut(away(sum, 1_000_000_000)));
        prop_assert_eq!((a + b).ceil_milli(), cut(away(sum, 1_000_000)));
    }

    #[test]
    fn what_is_written_is_read_back_as_the_same_number(written in written()) {
        let quantity: Quantity = written.text.parse()?;
        let text = quantity.to_string();
        let again: Quantity = text.parse()?;
        prop_assert_eq!(again, quantity, "{} as {}", written.text, text);
        prop_assert_eq!(again.to_string(), text);
    }

    #[test]
    fn no_text_is_a_reason_to_panic(
        text in "[-+]?[0-9]{0,60}\\.?[0-9]{0,60}(n|m|k|E|Ki|Ei|[eE][-+]?[0-9]{1,12}|.{0,3})",
        other in "[0-9]{1,50}(e[0-9]{1,10})?",
    ) {
        let parsed: [Result<Quantity, _>; 2] = [text.parse(), other.parse()];
        if let [Ok(a), Ok(b)] = parsed {
            let _ = (a + b, a.cmp(&b), a.ceil_value(), a.ceil_milli(), a.rounded_to_milli(), (a + b).to_string());
        }
    }
}
