//! A second reading of quantities, in numbers without bounds.

use std::cmp::Ordering;

use daemonset_lint::placement::Quantity;
use num_bigint::{BigInt, Sign};

/// `mantissa * 10^exponent`.
#[derive(Clone, Debug)]
pub struct Exact {
    mantissa: BigInt,
    exponent: i64,
}

/// Powers beyond this are not worked out.
const FAR: i64 = 3_000;

/// Significant digits that the program keeps.
const DIGITS: usize = 37;

const DECIMAL: [(&str, i64); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Exact {
    /// The number that Kubernetes reads; `None` for what is no quantity, `Some(Err)` for what is too far to be worked out.
    pub fn read(text: &str) -> Option<Result<Self, ()>> {
        Self::within(text, FAR)
    }

    /// What a quantity is written as, which is no farther than the two that may have made it.
    pub fn shown(quantity: &Quantity) -> Self {
        let text = quantity.to_string();
        let Some(Ok(shown)) = Self::within(&text, 2 * FAR) else { panic!("{text:?}") };
        shown
    }

    fn within(text: &str, far: i64) -> Option<Result<Self, ()>> {
        let text = text.trim();
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let number = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(number);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if text.is_empty() || fraction.contains('.') {
            return None;
        }
        let digits = format!("0{whole}{fraction}").parse::<BigInt>().ok()?;
        let signed = if text.starts_with('-') { -digits } else { digits };
        let places = i64::try_from(fraction.len()).ok()?;
        if let Some(power) = BINARY.iter().position(|known| *known == suffix) {
            let limit = BigInt::from(i64::MAX);
            let power = BigInt::from(1024).pow(u32::try_from(power).ok()? + 1);
            let exact = Self { mantissa: signed * power, exponent: -places }.rounded(-9);
            let limit = Self { mantissa: if text.starts_with('-') { -limit } else { limit }, exponent: 0 };
            let is_over = exact.magnitude().compare(&limit.magnitude()) == Ordering::Greater;
            return Some(Ok(if is_over { limit } else { exact.short() }));
        }
        let known = DECIMAL.iter().find(|(known, _)| *known == suffix).map(|(_, power)| *power);
        let power = known.or_else(|| exponent(suffix))?;
        if whole.is_empty() && fraction.is_empty() && power < -9 {
            return None;
        }
        if signed.sign() == Sign::NoSign {
            return Some(Ok(Self { mantissa: signed, exponent: 0 }));
        }
        Some(if power.abs() > far {
            Err(())
        } else {
            Ok(Self { mantissa: signed, exponent: power - places }.rounded(-9).short())
        })
    }

    /// The sum, however long.
    pub fn plus(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        Self { mantissa: self.at(exponent) + other.at(exponent), exponent }
    }

    pub fn compare(&self, other: &Self) -> Ordering {
        let exponent = self.exponent.min(other.exponent);
        self.at(exponent).cmp(&other.at(exponent))
    }

    /// Whole multiples of a power of ten, rounded away from zero, cut to 64 bits.
    pub fn ceil(&self, unit: i64) -> i64 {
        let rounded = self.clone().rounded(unit);
        let whole = rounded.at(unit.min(rounded.exponent)) / power(unit - unit.min(rounded.exponent));
        let limit = if whole.sign() == Sign::Minus { i64::MIN } else { i64::MAX };
        i64::try_from(whole).unwrap_or(limit)
    }

    /// Whether another number is this sum of two: to the digit, where so many digits are kept, or else but for a part in 10^34
    /// of the larger of the two.
    pub fn is_near(&self, other: &Self, one: &Self, two: &Self) -> bool {
        if self.clone().short().compare(self).is_eq() {
            return self.compare(other).is_eq();
        }
        let minus = Self { mantissa: -other.mantissa.clone(), exponent: other.exponent };
        let difference = self.plus(&minus).magnitude();
        let larger = if one.magnitude().compare(&two.magnitude()).is_ge() { one } else { two };
        let bound = Self { exponent: larger.exponent - 34, ..larger.magnitude() };
        difference.compare(&bound).is_le()
    }

    /// Whether no whole number of 64 bits is as large.
    pub fn is_beyond_64_bits(&self) -> bool {
        let limit = Self { mantissa: i64::MAX.into(), exponent: 0 };
        self.magnitude().compare(&limit).is_gt()
    }

    fn magnitude(&self) -> Self {
        Self { mantissa: self.mantissa.magnitude().clone().into(), exponent: self.exponent }
    }

    fn at(&self, exponent: i64) -> BigInt {
        &self.mantissa * power(self.exponent - exponent)
    }

    /// The same number, or the next one away from zero that is a multiple of a power of ten.
    fn rounded(self, to: i64) -> Self {
        if self.exponent >= to {
            return self;
        }
        let divisor = power(to - self.exponent);
        let rest = &self.mantissa % &divisor;
        let away = if rest.sign() == Sign::NoSign {
            BigInt::ZERO
        } else {
            BigInt::from_biguint(self.mantissa.sign(), 1_u32.into())
        };
        Self { mantissa: self.mantissa / divisor + away, exponent: to }
    }

    /// At most so many digits as the program keeps.
    fn short(self) -> Self {
        let digits = self.mantissa.magnitude().to_string().len();
        let over = i64::try_from(digits.saturating_sub(DIGITS)).unwrap_or(i64::MAX);
        let to = self.exponent + over;
        self.rounded(to)
    }
}

/// `e3`, of which upstream keeps 32 bits.
fn exponent(suffix: &str) -> Option<i64> {
    let exponent: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some(i64::from(exponent as i32))
}

fn power(of_ten: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(of_ten).expect("a small power"))
}
