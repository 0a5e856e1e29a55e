//! Quantity to text.

use std::fmt;

use super::{Format, Quantity, power_of_ten};

/// The canonical form: the largest suffix that leaves a whole number.
///
/// `CanonicalizeBytes` in apimachinery `pkg/api/resource/quantity.go`, 1.34 to 1.37. Binary amounts below 1024 or with
/// a fraction are written in decimal. From 10^21 on, where suffixes end, an exponent is written (as upstream does since
/// it no longer drops it). The text that was read is not kept: `010` becomes `10`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.pad("0");
        }
        f.pad(&self.binary().unwrap_or_else(|| self.decimal()))
    }
}

impl Quantity {
    /// The amount with a binary suffix, if it is one to be written so.
    fn binary(&self) -> Option<String> {
        if self.format != Format::Binary || !self.is_whole() {
            return None;
        }
        let mut number = self.mantissa.checked_mul(power_of_ten(self.exponent.unsigned_abs())?)?;
        if number.abs() < 1024 {
            return None;
        }
        let mut suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi"].iter();
        let mut suffix = "Ei";
        for next in suffixes.by_ref() {
            if number % 1024 != 0 {
                suffix = next;
                break;
            }
            number /= 1024;
        }
        Some(format!("{number}{suffix}"))
    }

    /// The amount with a decimal suffix or an exponent, a multiple of three either way.
    fn decimal(&self) -> String {
        let fill = self.exponent.rem_euclid(3);
        let exponent = self.exponent - fill;
        let zeros = ["", "0", "00"].get(usize::try_from(fill).unwrap_or(0)).copied().unwrap_or_default();
        let suffix = match exponent {
            0 => "",
            -9 => "n",
            -6 => "u",
            -3 => "m",
            3 => "k",
            6 => "M",
            9 => "G",
            12 => "T",
            15 => "P",
            18 => "E",
            _ => return format!("{}{zeros}e{exponent}", self.mantissa),
        };
        if self.format == Format::Exponent && exponent != 0 {
            return format!("{}{zeros}e{exponent}", self.mantissa);
        }
        format!("{}{zeros}{suffix}", self.mantissa)
    }
}
