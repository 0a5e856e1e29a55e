//! YAML as reports write it: the structure by `serde_yaml`, the scalars so that kubectl's dialect (YAML 1.1) reads them as the
//! same text, and nothing in them takes harm on a terminal or in the log of a CI system.

use serde::Serialize;
use serde_yaml::{Mapping, Value};

use crate::yaml::quoted;

/// Why a report cannot be written as YAML.
#[derive(Debug, thiserror::Error)]
#[error("cannot write YAML: {0}")]
pub struct YamlError(#[from] serde_yaml::Error);

/// Stands around the number of a text that is put in when the structure has been written. A text that holds it is quoted
/// itself, so that no text can be mistaken for a mark.
const MARK: char = '\u{E000}';

/// Longer keys would be written with a `?` before them.
const LONGEST_PLAIN: usize = 120;

/// Writes a document.
pub(super) fn render(document: &impl Serialize) -> Result<String, YamlError> {
    let mut originals = Vec::new();
    let value = marked(serde_yaml::to_value(document)?, &mut originals);
    let marked = serde_yaml::to_string(&value)?;
    let mut text = String::with_capacity(marked.len() + 64);
    // What stands between two marks is a number, what stands around them is not.
    for (index, part) in marked.split(MARK).enumerate() {
        match part.parse::<usize>().ok().filter(|_| index % 2 == 1).and_then(|number| originals.get(number)) {
            Some(original) => text.push_str(&harmless(original)),
            None => text.push_str(part),
        }
    }
    Ok(text)
}

/// The same value with marks in place of the texts that need quotes.
fn marked(value: Value, originals: &mut Vec<String>) -> Value {
    match value {
        Value::String(text) if !is_plain(&text) => {
            originals.push(text);
            Value::String(format!("{MARK}{}{MARK}", originals.len() - 1))
        }
        Value::Sequence(items) => {
            Value::Sequence(items.into_iter().map(|item| marked(item, originals)).collect())
        }
        Value::Mapping(entries) => {
            let mut all = Mapping::with_capacity(entries.len());
            for (key, value) in entries {
                let key = marked(key, originals);
                all.insert(key, marked(value, originals));
            }
            Value::Mapping(all)
        }
        other => other,
    }
}

/// Whether a text without quotes is the same text to every reader of YAML.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let mut rest = text.chars();
    let (Some(first), Some(last)) = (rest.next(), text.chars().next_back()) else { return false };
    // Numbers begin with a digit and end with none of these, which quantities end with.
    let is_text = first.is_ascii_alphabetic() || (first.is_ascii_digit() && "mikMGTPnu".contains(last));
    let is_ordinary = |character: char| character.is_ascii_alphanumeric() || "-_./=: ".contains(character);
    let is_apart = ["::", ": ", " :", "  "].iter().any(|pair| text.contains(pair));
    text == "$(name)"
        || (is_text
            && rest.all(is_ordinary)
            && !matches!(last, ':' | ' ')
            && !is_apart
            && text.len() <= LONGEST_PLAIN
            && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// A text in double quotes, of which neither a terminal nor a CI system obeys any.
fn harmless(text: &str) -> String {
    quoted(text).replace("::", r"\x3a\x3a").replace("##", r"\x23\x23")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::render;
    use crate::report::printable::is_dangerous;
    use crate::yaml::{self, Limits, SourceFile};

    #[test]
    fn quantities_names_and_taints_need_no_quotes() {
        let plain = [
            "1930m",
            "7289704Ki",
            "m5.large",
            "a.b/c_d-e",
            "dedicated=gpu:NoSchedule",
            "TCP 9100",
            "$(name)",
        ];
        for text in plain {
            assert_eq!(render(&text).unwrap(), format!("{text}\n"));
        }
    }

    #[test]
    fn what_means_something_else_is_quoted() {
        let quoted = [
            "",
            " ",
            "a ",
            "yes",
            "No",
            "y",
            "ON",
            "null",
            "~",
            "1",
            "0755",
            "1_000",
            "0x1F",
            "1e3",
            ".5",
            "1:30",
            "2020-01-01",
            "=",
            "<<",
            "a:",
            "a: b",
            "a #b",
            "- a",
            "::error::x",
            "a##[x]",
            "&a",
            "*a",
            "!a",
            "%a",
            "`a",
            "@a",
            "{a}",
            "[a]",
            "'",
            "\"",
            "\\",
            "\u{7f}",
            "\u{85}",
            "\u{202e}",
            "\u{feff}",
            "\u{e000}",
            "\u{e000}0\u{e000}",
            "\u{fffe}",
            "\u{1f6ab}",
            "\u{e0041}",
            "a\nb",
            "\r",
            "\0",
            "é",
        ];
        for text in quoted {
            let written = render(&BTreeMap::from([(text, [text])])).unwrap();
            assert!(written.contains('"'), "{written}");
            let is_harmless = |character: char| character == '\n' || !is_dangerous(character);
            assert!(written.chars().all(is_harmless), "{written:?}");
            assert_eq!(crate::report::without_commands(&written), written);
            assert_eq!(read(&written), (text.to_owned(), text.to_owned()), "{written}");
        }
    }

    /// The key and the first item of a mapping with a list.
    fn read(text: &str) -> (String, String) {
        let documents = yaml::load(&SourceFile::new("a.yaml", text), &Limits::default());
        let node = documents[0].content.as_ref().unwrap().as_ref().unwrap();
        let entry = node.root().as_map().unwrap().entries.first().unwrap();
        let item = entry.value.as_list().unwrap().first().unwrap();
        (entry.key.to_owned(), item.as_str().unwrap().to_owned())
    }
}
