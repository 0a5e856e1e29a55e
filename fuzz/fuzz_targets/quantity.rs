//! Quantities against numbers without bounds: two of them, parted by a comma.
#![no_main]

use daemonset_lint::placement::{Format, Quantity};
use daemonset_lint_fuzz::exact::Exact;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (one, other) = text.split_once(',').unwrap_or((text, "1"));
    let (Some(one), Some(other)) = (read(one), read(other)) else { return };
    let (sum, order) = (one.0 + other.0, one.0.cmp(&other.0));
    assert_eq!(order.reverse(), other.0.cmp(&one.0));
    assert_eq!(order.is_eq(), one.0 == other.0);
    let (Ok(left), Ok(right)) = (&one.1, &other.1) else { return };
    assert_eq!(order, left.compare(right), "{text:?}");
    let exact = left.plus(right);
    // What is read with a binary suffix is cut to 64 bits; a sum is not, and is still written with one.
    let is_cut = sum.format() == Format::Binary && exact.is_beyond_64_bits();
    assert!(is_cut || exact.is_near(&Exact::shown(&sum), left, right), "{text:?} is {sum}");
});

/// Both readings, once they are held against each other.
fn read(text: &str) -> Option<(Quantity, Result<Exact, ()>)> {
    let (quantity, exact) = (text.parse::<Quantity>(), Exact::read(text));
    assert_eq!(quantity.is_ok(), exact.is_some(), "{text:?}: {quantity:?}");
    let (quantity, exact) = (quantity.ok()?, exact?);
    let again: Quantity = quantity.to_string().parse().expect("what is written can be read");
    assert_eq!(again, quantity, "{text:?} as {quantity}");
    assert!(quantity.rounded_to_milli().ceil_milli() == quantity.ceil_milli());
    if let Ok(exact) = &exact {
        assert_eq!(quantity.ceil_value(), exact.ceil(0), "{text:?}");
        assert_eq!(quantity.ceil_milli(), exact.ceil(-3), "{text:?}");
        assert!(Exact::shown(&quantity).compare(exact).is_eq(), "{text:?} as {quantity}");
    }
    Some((quantity, exact))
}
