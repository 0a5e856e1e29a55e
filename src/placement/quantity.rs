//! Amounts of resources, read, compared and written as Kubernetes does.

mod display;
mod parse;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign};

pub use parse::QuantityError;

/// Significant digits that are kept exactly; longer numbers are rounded away from zero.
const DIGITS: u32 = 37;

/// How a quantity was written, and is written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `n u m k M G T P E` or no suffix.
    #[default]
    Decimal,
    /// `Ki Mi Gi Ti Pi Ei`.
    Binary,
    /// `e3`.
    Exponent,
}

/// An amount of a resource: an exact decimal number and the way it was written.
///
/// `Quantity` in apimachinery `pkg/api/resource/quantity.go`, 1.34 to 1.37. Two quantities are equal if their numbers
/// are, however they are written. Numbers of more than 37 significant digits, which upstream keeps, are rounded away
/// from zero.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quantity {
    /// Not divisible by ten, unless zero; below 10^38.
    mantissa: i128,
    /// The number is `mantissa * 10^exponent`; 0 if the mantissa is.
    exponent: i32,
    format: Format,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0, format: Format::Decimal };

    /// A whole number of units (bytes, devices).
    pub fn from_units(units: i64, format: Format) -> Self {
        Self::normalised(i128::from(units), 0, format)
    }

    /// A number of thousandths (of a core).
    pub fn from_milli(milli: i64) -> Self {
        Self::normalised(i128::from(milli), -3, Format::Decimal)
    }

    fn normalised(mut mantissa: i128, mut exponent: i32, format: Format) -> Self {
        if mantissa == 0 {
            return Self { format, ..Self::ZERO };
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent = exponent.saturating_add(1);
        }
        Self { mantissa, exponent, format }
    }

    /// How the quantity was written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether the amount is nothing.
    pub fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// Whether the amount is below nothing; the API refuses that for resources.
    pub fn is_negative(&self) -> bool {
        self.mantissa < 0
    }

    /// The amount in whole units, rounded away from zero (`Quantity.Value`). What does not fit is cut to the range.
    pub fn ceil_value(&self) -> i64 {
        self.scaled(0)
    }

    /// The amount in thousandths, rounded away from zero (`Quantity.MilliValue`). What does not fit is cut to the range.
    pub fn ceil_milli(&self) -> i64 {
        self.scaled(-3)
    }

    /// Whether the amount is a whole number of units.
    pub fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// The amount rounded away from zero to thousandths, as the API does with everything in a resource list
    /// (`SetDefaults_ResourceList` in `pkg/apis/core/v1/defaults.go`, 1.34).
    #[must_use]
    pub fn rounded_to_milli(self) -> Self {
        if self.exponent >= -3 {
            return self;
        }
        Self::normalised(shifted(self.mantissa, self.exponent.saturating_add(3)), -3, self.format)
    }

    fn scaled(&self, unit: i32) -> i64 {
        let limit = if self.mantissa < 0 { i64::MIN } else { i64::MAX };
        i64::try_from(shifted(self.mantissa, self.exponent.saturating_sub(unit))).unwrap_or(limit)
    }

    /// The number of digits before the point; may be negative. Only for numbers other than zero.
    fn magnitude(&self) -> i64 {
        i64::from(digits(self.mantissa)) + i64::from(self.exponent)
    }
}

/// Ten to the power, where it fits.
fn power_of_ten(power: u32) -> Option<i128> {
    10_i128.checked_pow(power)
}

/// The number of decimal digits of a number other than zero.
fn digits(number: i128) -> u32 {
    number.unsigned_abs().checked_ilog10().map_or(0, |log| log + 1)
}

/// `number * 10^shift`, rounded away from zero and cut to the range.
fn shifted(number: i128, shift: i32) -> i128 {
    let power = power_of_ten(shift.unsigned_abs());
    if shift >= 0 {
        let limit = if number < 0 { i128::MIN } else { i128::MAX };
        return power.and_then(|power| number.checked_mul(power)).unwrap_or(limit);
    }
    let Some(power) = power else { return number.signum() };
    let rest = if number % power == 0 { 0 } else { number.signum() };
    number / power + rest
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        if signs != Ordering::Equal || self.mantissa == 0 {
            return signs;
        }
        let by_size = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            // As many digits before the point, so that the shorter one, filled up with zeros, still fits.
            let filled = |own: &Self, exponent: i32| {
                let power = power_of_ten(own.exponent.saturating_sub(exponent).unsigned_abs()).unwrap_or(1);
                own.mantissa.unsigned_abs().saturating_mul(power.unsigned_abs())
            };
            let exponent = self.exponent.min(other.exponent);
            filled(self, exponent).cmp(&filled(other, exponent))
        });
        if self.mantissa < 0 { by_size.reverse() } else { by_size }
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        (self.mantissa, self.exponent) == (other.mantissa, other.exponent)
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.mantissa, self.exponent).hash(state);
    }
}

/// The exact sum, written like the left one, or like the right one if the left one is nothing (`Quantity.Add`).
impl Add for Quantity {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        let (low, high) = if self.exponent <= other.exponent { (self, other) } else { (other, self) };
        let gap = high.exponent.abs_diff(low.exponent);
        let exact = power_of_ten(gap)
            .and_then(|power| high.mantissa.checked_mul(power))
            .and_then(|filled| filled.checked_add(low.mantissa))
            .map(|sum| Self::normalised(sum, low.exponent, self.format))
            .filter(|sum| digits(sum.mantissa) <= DIGITS);
        exact.unwrap_or_else(|| rounded_sum(self, other))
    }
}

impl AddAssign for Quantity {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The sum of two numbers too far apart to be added exactly: the first digits of it, rounded away from zero.
fn rounded_sum(left: Quantity, right: Quantity) -> Quantity {
    let large = if left.magnitude() >= right.magnitude() { left } else { right };
    // One digit fewer than may be kept, so that the sum has room to grow by one.
    let room = i64::from(DIGITS) - 1 - i64::from(digits(large.mantissa));
    let exponent = i32::try_from(i64::from(large.exponent) - room).unwrap_or(i32::MIN);
    let scaled = |own: Quantity| shifted(own.mantissa, own.exponent.saturating_sub(exponent));
    Quantity::normalised(scaled(left).saturating_add(scaled(right)), exponent, left.format)
}
