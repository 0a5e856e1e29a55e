//! Quantities against arithmetic by hand, digit by digit, over the whole range that people write.

use proptest::prelude::*;

use crate::placement::Quantity;

/// Digits before and behind the point: room for every number that the strategies make.
const WHOLE: usize = 120;
const FRACTION: usize = 80;

/// Significant digits that are kept.
const KEPT: usize = 37;

/// A number without its sign, as digits around a fixed point, most significant first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Digits([u8; WHOLE + FRACTION]);

impl Digits {
    /// `whole.fraction * 10^shift`.
    fn new(whole: &str, fraction: &str, shift: i32) -> Self {
        let mut digits = [0; WHOLE + FRACTION];
        let first = i32::try_from(WHOLE - whole.len()).unwrap() - shift;
        for (at, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
            let place = usize::try_from(first).unwrap() + at;
            digits[place] = digit - b'0';
        }
        Self(digits)
    }

    fn plus(&self, other: &Self) -> Self {
        let mut sum = [0; WHOLE + FRACTION];
        let mut carry = 0;
        for at in (0..sum.len()).rev() {
            let digit = self.0[at] + other.0[at] + carry;
            (sum[at], carry) = (digit % 10, digit / 10);
        }
        Self(sum)
    }

    /// The sum with a smaller number that has the other sign.
    fn minus(&self, other: &Self) -> Self {
        let mut difference = [0; WHOLE + FRACTION];
        let mut borrowed = 0;
        for at in (0..difference.len()).rev() {
            let digit = self.0[at] + 10 - other.0[at] - borrowed;
            (difference[at], borrowed) = (digit % 10, u8::from(digit < 10));
        }
        Self(difference)
    }

    /// Only the first `places` digits; one more of the last if something else is dropped.
    fn up(&self, places: usize) -> Self {
        let mut kept = self.clone();
        kept.0[places..].fill(0);
        if kept == *self {
            return kept;
        }
        let mut one = [0; WHOLE + FRACTION];
        one[places - 1] = 1;
        kept.plus(&Self(one))
    }

    /// What Kubernetes keeps of a number that is written.
    fn kept(&self) -> Self {
        let nano = self.up(WHOLE + 9);
        let first = nano.0.iter().position(|digit| *digit != 0).unwrap_or(0);
        nano.up((first + KEPT).min(WHOLE + 9))
    }

    /// The part before the point, cut to 64 bits; with `places` more digits.
    fn whole(&self, places: usize) -> u64 {
        let up = self.up(WHOLE + places);
        up.0[..WHOLE + places]
            .iter()
            .fold(0, |number: u64, digit| number.saturating_mul(10).saturating_add(u64::from(*digit)))
    }

    fn text(&self) -> String {
        let digits: String = self.0.iter().map(|digit| char::from(b'0' + digit)).collect();
        format!("{}.{}", &digits[..WHOLE], &digits[WHOLE..])
    }
}

/// A text, and the number that it means by hand.
#[derive(Clone, Debug)]
struct Written {
    text: String,
    negative: bool,
    digits: Digits,
}

/// A suffix, with the power of ten and how often the number is doubled.
fn suffix() -> impl Strategy<Value = (String, i32, usize)> {
    let decimal = [
        ("n", -9),
        ("u", -6),
        ("m", -3),
        ("", 0),
        ("k", 3),
        ("M", 6),
        ("G", 9),
        ("T", 12),
        ("P", 15),
        ("E", 18),
    ];
    let binary = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];
    let exponent = ("[eE]", prop_oneof![Just(""), Just("0"), Just("00")], -30_i32..40);
    prop_oneof![
        proptest::sample::select(decimal.to_vec()).prop_map(|(text, shift)| (text.to_owned(), shift, 0)),
        proptest::sample::select(binary.to_vec()).prop_map(|(text, doubled)| (text.to_owned(), 0, doubled)),
        exponent.prop_map(|(letter, zeros, power)| {
            let sign = if power < 0 {
                "-"
            } else if zeros == "0" {
                "+"
            } else {
                ""
            };
            (format!("{letter}{sign}{zeros}{}", power.abs()), power, 0)
        }),
    ]
}

prop_compose! {
    fn written()(
        sign in proptest::sample::select(vec!["", "+", "-"]),
        (whole, fraction) in prop_oneof![
            ("[0-9]{1,4}", "[0-9]{0,4}"),
            ("[1-9]0{0,20}", "0{0,20}[0-9]"),
            ("[0-9]{0,45}", "[0-9]{0,30}"),
            ("922337203685477580[6-9]|9{34,38}|8|7", "0{0,9}|9{0,9}"),
        ],
        point: bool,
        (suffix, shift, doubled) in suffix(),
        blank in proptest::sample::select(vec!["", " ", "\t"]),
    ) -> Written {
        let dot = if point || !fraction.is_empty() { "." } else { "" };
        // Without any digit there is nothing to multiply, and some suffixes are refused.
        let whole = if whole.is_empty() && fraction.is_empty() { "0".to_owned() } else { whole };
        let text = format!("{blank}{sign}{whole}{dot}{fraction}{suffix}{blank}");
        let mut digits = Digits::new(&whole, &fraction, shift);
        for _ in 0..doubled {
            digits = digits.plus(&digits);
        }
        digits = digits.kept();
        let limit = Digits::new(&i64::MAX.to_string(), "", 0);
        if doubled > 0 && digits > limit {
            digits = limit;
        }
        Written { text, negative: sign == "-", digits }
    }
}

impl Written {
    fn is_zero(&self) -> bool {
        self.digits.0.iter().all(|digit| *digit == 0)
    }

    fn read(&self) -> Quantity {
        self.text.parse().unwrap_or_else(|error| panic!("{:?}: {error}", self.text))
    }

    fn ceil(&self, places: usize) -> i64 {
        let size = i128::from(self.digits.whole(places));
        let limit = if self.negative { i64::MIN } else { i64::MAX };
        i64::try_from(if self.negative { -size } else { size }).unwrap_or(limit)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_text_is_the_number_that_it_is_by_hand(written in written()) {
        let quantity = written.read();
        let sign = if written.negative { "-" } else { "" };
        let plain: Quantity = format!("{sign}{}", written.digits.text()).parse()?;
        prop_assert_eq!(quantity, plain);
        prop_assert_eq!(quantity.is_zero(), written.is_zero());
        prop_assert_eq!(quantity.is_negative(), written.negative && !written.is_zero());
        prop_assert_eq!(quantity.is_whole(), written.digits == written.digits.up(WHOLE));
    }

    #[test]
    fn values_are_rounded_up_as_by_hand(written in written()) {
        let quantity = written.read();
        prop_assert_eq!(quantity.ceil_value(), written.ceil(0));
        prop_assert_eq!(quantity.ceil_milli(), written.ceil(3));
        let milli = Written { digits: written.digits.up(WHOLE + 3), ..written };
        prop_assert_eq!(quantity.rounded_to_milli(), format!("{}{}", if milli.negative { "-" } else { "" }, milli.digits.text()).parse()?);
    }

    #[test]
    fn order_is_that_of_digits(left in written(), right in written()) {
        let signed = |one: &Written| (one.negative && !one.is_zero(), one.digits.clone());
        let by_hand = match (signed(&left), signed(&right)) {
            ((false, one), (false, other)) => one.cmp(&other),
            ((true, one), (true, other)) => other.cmp(&one),
            ((one, _), (other, _)) => other.cmp(&one),
        };
        prop_assert_eq!(left.read().cmp(&right.read()), by_hand, "{} and {}", left.text, right.text);
    }

    #[test]
    fn sums_are_those_of_digits(left in written(), right in written()) {
        let (large, small) = if left.digits >= right.digits { (&left, &right) } else { (&right, &left) };
        let digits = if left.negative == right.negative {
            large.digits.plus(&small.digits)
        } else {
            large.digits.minus(&small.digits)
        };
        // Longer sums are rounded, in whichever way.
        let first = digits.0.iter().position(|digit| *digit != 0).unwrap_or(0);
        prop_assume!(digits == digits.up((first + KEPT).min(WHOLE + FRACTION)));
        let sign = if large.negative { "-" } else { "" };
        let by_hand: Quantity = format!("{sign}{}", digits.text()).parse()?;
        prop_assert_eq!(left.read() + right.read(), by_hand, "{} and {}", left.text, right.text);
    }
}
