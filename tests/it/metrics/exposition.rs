//! A reader of OpenMetrics 1.0 text that refuses all that the specification does not allow of gauges.

use std::collections::{BTreeMap, BTreeSet};

/// The labels and the value of a series.
pub(crate) type Sample = (BTreeMap<String, String>, u64);

/// A metric family as it was read.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) samples: Vec<Sample>,
}

/// Reads an exposition.
pub(crate) fn read(text: &str) -> Result<Vec<Family>, String> {
    let body = text.strip_suffix("# EOF\n").ok_or("does not end with # EOF")?;
    let mut lines = body.lines().peekable();
    let mut families: Vec<Family> = Vec::new();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("# TYPE ").and_then(|line| line.strip_suffix(" gauge"));
        let name = name.ok_or(format!("not the type of a gauge: {line}"))?;
        if !is_name(name) || families.iter().any(|family| family.name == name) {
            return Err(format!("not a name, or there twice: {name}"));
        }
        if let Some(unit) = lines.next_if(|line| line.starts_with("# UNIT ")) {
            let unit =
                unit.strip_prefix(&format!("# UNIT {name} ")).ok_or(format!("unit of another: {unit}"))?;
            if !name.ends_with(&format!("_{unit}")) {
                return Err(format!("{name} does not end in its unit {unit}"));
            }
        }
        let help = lines.next().and_then(|line| line.strip_prefix(&format!("# HELP {name} ")));
        if help.is_none_or(|help| help.is_empty() || help.contains('\\')) {
            return Err(format!("no help for {name}"));
        }
        let mut family = Family { name: name.to_owned(), samples: Vec::new() };
        let mut seen = BTreeSet::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            let rest = line.strip_prefix(name).ok_or(format!("not of {name}: {line}"))?;
            let sample = sample(rest).ok_or(format!("not a sample: {line}"))?;
            if !seen.insert(sample.0.clone()) {
                return Err(format!("there twice: {line}"));
            }
            family.samples.push(sample);
        }
        if family.samples.is_empty() {
            return Err(format!("no samples of {name}"));
        }
        families.push(family);
    }
    Ok(families)
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_')
}

/// `{a="b",c="d"} 1` or ` 1`.
fn sample(mut rest: &str) -> Option<Sample> {
    let mut labels = BTreeMap::new();
    if let Some(inner) = rest.strip_prefix('{') {
        rest = inner;
        loop {
            let (name, behind) = rest.split_once("=\"")?;
            let (value, behind) = value(behind)?;
            let is_new = is_name(name) && labels.insert(name.to_owned(), value).is_none();
            rest = behind.strip_prefix(',').unwrap_or(behind);
            match (is_new, behind.strip_prefix('}')) {
                (false, _) => return None,
                (true, Some(behind)) => {
                    rest = behind;
                    break;
                }
                (true, None) if rest.len() == behind.len() => return None,
                (true, None) => {}
            }
        }
    }
    let digits = rest.strip_prefix(' ')?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some((labels, digits.parse().ok()?))
}

/// A label's value up to its closing quote, and what follows the quote. Only three escapes are valid.
fn value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(match characters.next()?.1 {
                'n' => '\n',
                other @ ('\\' | '"') => other,
                _ => return None,
            }),
            other => value.push(other),
        }
    }
    None
}

#[test]
fn the_reader_refuses_what_is_not_valid() {
    let family = "# TYPE a_nodes gauge\n# UNIT a_nodes nodes\n# HELP a_nodes Help.\n";
    let table = [
        ("a_nodes 1\n# EOF\n", true),
        ("a_nodes{b=\"c\\\\\\\"\\n\",d=\"}\"} 1\n# EOF\n", true),
        ("a_nodes{b=\"c\"} 1\na_nodes{b=\"d\"} 2\n# EOF\n", true),
        ("a_nodes 1\n", false),
        ("a_nodes 1\n# EOF\n\n", false),
        ("\na_nodes 1\n# EOF\n", false),
        ("a_nodes 1\na_nodes 2\n# EOF\n", false),
        ("a_nodes 1 123\n# EOF\n", false),
        ("a_nodes x\n# EOF\n", false),
        ("b_nodes 1\n# EOF\n", false),
        ("a_nodes{b=\"c\\u\"} 1\n# EOF\n", false),
        ("a_nodes{b=\"c\" d=\"e\"} 1\n# EOF\n", false),
        ("a_nodes{b=\"c\",b=\"d\"} 1\n# EOF\n", false),
        ("a_nodes{0b=\"c\"} 1\n# EOF\n", false),
        ("# EOF\n", false),
    ];
    for (rest, is_valid) in table {
        let text = [family, rest].concat();
        assert_eq!(read(&text).is_ok(), is_valid, "{text}");
    }
    let twice = [family, "a_nodes 1\n", family, "a_nodes{b=\"c\"} 1\n# EOF\n"].concat();
    assert!(read(&twice).is_err());
    assert!(read(&[&family.replace("nodes nodes", "nodes pods"), "a_nodes 1\n# EOF\n"].concat()).is_err());
}
