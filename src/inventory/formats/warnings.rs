//! Warnings of the API server above a list: kubectl prints them to standard error, and `2>&1` puts both into one file.

use std::borrow::Cow;

use crate::yaml::SourceFile;

/// How kubectl starts the line of a warning (`WarningWriter` in `client-go/rest/warnings.go`, 1.37).
const START: &str = "Warning: ";

/// The text with an empty line in place of each warning above the list; all other lines keep their numbers.
pub(super) fn without(source: &SourceFile) -> Cow<'_, SourceFile> {
    let text = source.text();
    if !text.starts_with(START) {
        return Cow::Borrowed(source);
    }
    let warnings = text.split_inclusive('\n').take_while(|line| line.starts_with(START));
    let (count, length) = warnings.fold((0, 0), |(count, length), line| (count + 1, length + line.len()));
    let list = text.get(length..).unwrap_or_default();
    Cow::Owned(SourceFile::new(source.name(), "\n".repeat(count) + list))
}
