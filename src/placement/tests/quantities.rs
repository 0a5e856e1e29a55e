use crate::placement::{Format, Quantity, QuantityError};

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn quantities_are_written_in_canonical_form() {
    let table = [
        ("1", "1"),
        ("1.5", "1500m"),
        ("1.5Gi", "1536Mi"),
        ("0.5Mi", "512Ki"),
        ("2048Ki", "2Mi"),
        ("1.0Ki", "1Ki"),
        ("1000m", "1"),
        ("1000", "1k"),
        ("1e3", "1e3"),
        ("1E3", "1e3"),
        ("1E+3", "1e3"),
        ("1e1", "10"),
        ("1e-7", "100e-9"),
        (".5", "500m"),
        ("5.", "5"),
        ("0.1m", "100u"),
        ("0.0005Ki", "512m"),
        ("1023Ki", "1023Ki"),
        ("1023.5Ki", "1048064"),
        ("0.5Ki", "512"),
        ("1.0001Ki", "1024102400u"),
        ("9Ei", "9223372036854775807"),
        ("8Ei", "9223372036854775807"),
        ("7Ei", "7Ei"),
        ("1000000000000Ei", "9223372036854775807"),
        ("-9Ei", "-9223372036854775807"),
        ("10E", "10E"),
        ("1E", "1E"),
        ("99999E", "99999E"),
        ("1000E", "1e21"),
        ("1e400", "10e399"),
        ("1e-400", "1e-9"),
        ("0.0000000001", "1n"),
        ("-0.0000000001", "-1n"),
        ("123456789.123456790", "123456789123456790n"),
        ("123456789.1234567891", "123456789123456790n"),
        ("010", "10"),
        ("+1", "1"),
        ("-1.5", "-1500m"),
        ("00", "0"),
        ("-0", "0"),
        ("0Mi", "0"),
        (".", "0"),
        ("m", "0"),
        ("Mi", "0"),
        (".Ki", "0"),
        ("-", "0"),
        (" 1 ", "1"),
        ("1Mi\n", "1Mi"),
    ];
    for (text, wanted) in table {
        assert_eq!(quantity(text).to_string(), wanted, "{text:?}");
    }
}

#[test]
fn what_upstream_refuses_is_refused() {
    let table = [
        ("", QuantityError::Empty),
        ("  ", QuantityError::Empty),
        ("1e", QuantityError::Suffix),
        ("1E+", QuantityError::Suffix),
        ("1K", QuantityError::Suffix),
        ("K", QuantityError::Suffix),
        ("1ki", QuantityError::Suffix),
        ("1gi", QuantityError::Malformed),
        ("1Kb", QuantityError::Malformed),
        ("1KB", QuantityError::Malformed),
        ("1MB", QuantityError::Malformed),
        ("1Gib", QuantityError::Malformed),
        ("1mi", QuantityError::Suffix),
        ("1i", QuantityError::Suffix),
        ("1 Gi", QuantityError::Malformed),
        ("0x10", QuantityError::Malformed),
        ("1,5", QuantityError::Malformed),
        ("1_000", QuantityError::Malformed),
        ("1.2.3", QuantityError::Malformed),
        ("--1", QuantityError::Suffix),
        ("1-5", QuantityError::Suffix),
        ("1Ki5", QuantityError::Suffix),
        ("1e99999999999999999999", QuantityError::Suffix),
        (".e-20", QuantityError::Malformed),
        ("true", QuantityError::Malformed),
        ("１", QuantityError::Malformed),
    ];
    for (text, wanted) in table {
        assert_eq!(text.parse::<Quantity>(), Err(wanted), "{text:?}");
    }
}

#[test]
fn the_number_counts_and_not_how_it_is_written() {
    for (left, right) in
        [("1000m", "1"), ("1Gi", "1024Mi"), ("1e3", "1k"), ("1024", "1Ki"), ("0", "m"), ("1e400", "10e399")]
    {
        assert_eq!(quantity(left), quantity(right));
    }
    let ascending = [
        "-1e400", "-10E", "-1", "-1n", "0", "1n", "999u", "1m", "1.1", "2", "1k", "1Ki", "8Ei", "10E",
        "99999E", "1e400",
    ];
    for pair in ascending.windows(2) {
        assert!(quantity(pair[0]) < quantity(pair[1]), "{pair:?}");
        assert!(quantity(pair[1]) > quantity(pair[0]), "{pair:?}");
    }
}

#[test]
fn whole_units_and_thousandths_round_away_from_zero() {
    let table = [
        ("128m", 1, 128),
        ("1.5", 2, 1500),
        ("100n", 1, 1),
        ("-1.5", -2, -1500),
        ("1Ki", 1024, 1_024_000),
        ("0", 0, 0),
        ("8Ei", i64::MAX, i64::MAX),
        ("1e400", i64::MAX, i64::MAX),
        ("-99999E", i64::MIN, i64::MIN),
    ];
    for (text, value, milli) in table {
        assert_eq!((quantity(text).ceil_value(), quantity(text).ceil_milli()), (value, milli), "{text}");
    }
    assert_eq!(quantity("0.1m").rounded_to_milli(), quantity("1m"));
    assert_eq!(quantity("1Ki").rounded_to_milli().to_string(), "1Ki");
}

#[test]
fn sums_are_exact_and_keep_the_way_of_the_first() {
    let table = [
        ("1Gi", "1G", "2073741824"),
        ("512Mi", "512Mi", "1Gi"),
        ("0", "1Mi", "1Mi"),
        ("1", "500m", "1500m"),
        ("1", "-1", "0"),
        ("1e3", "1k", "2e3"),
        ("1n", "10E", "10000000000000000000000000001n"),
    ];
    for (left, right, wanted) in table {
        assert_eq!((quantity(left) + quantity(right)).to_string(), wanted, "{left} + {right}");
    }
    let nines = quantity(&"9".repeat(37));
    let doubled = std::iter::repeat_n(nines, 100).fold(Quantity::ZERO, |sum, own| sum + own);
    assert!(doubled >= quantity("99e37") && doubled < quantity("100.1e37"), "{doubled}");
    let carried = nines + quantity("5e36");
    assert!(carried >= quantity("1499e34") && carried < quantity("1501e34"), "{carried}");
    let round = quantity("9999999999999999999999999999999999999n") + quantity("1001n");
    assert_eq!(round, quantity("10000000000000000000000000000000001u"), "zeros at the end are no digits");
    let vast = quantity("1e400") + quantity("1n");
    assert!(vast > quantity("1e400"), "what cannot be added exactly is rounded up");
    assert!(quantity("1e2147483647") + quantity("1") >= quantity("1e2147483647"));
}

#[test]
fn quantities_made_of_numbers_look_as_if_written() {
    assert_eq!(Quantity::from_units(200 << 20, Format::Binary).to_string(), "200Mi");
    assert_eq!(Quantity::from_milli(1500).to_string(), "1500m");
    assert_eq!(format!("{:>6}", Quantity::from_milli(2000)), "     2");
}
