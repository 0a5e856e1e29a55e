//! Durations as people write them on a command line.

use std::time::Duration;

/// Reads `30s`, `2m`, `1h30m`; a number alone is seconds.
///
/// # Errors
/// Says how durations are written.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let error = || format!("{text:?} is no duration; write 30s, 2m or 1h30m");
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    let mut rest = text;
    let mut seconds = 0_u64;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest[..digits].parse().map_err(|_| error())?;
        let unit = match rest[digits..].chars().next() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3600,
            _ => return Err(error()),
        };
        seconds = number.checked_mul(unit).and_then(|more| seconds.checked_add(more)).ok_or_else(error)?;
        rest = &rest[digits + 1..];
    }
    if text.is_empty() { Err(error()) } else { Ok(Duration::from_secs(seconds)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_units() {
        let table = [("30s", 30), ("2m", 120), ("1h30m", 5400), ("90", 90), ("0s", 0)];
        for (text, seconds) in table {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "s", "2d", "1.5m", "-1s", "2m ", "99999999999999999999h", "ä"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
