//! What kubectl prints to standard error above a list: `2>&1` puts both into one file.

use std::borrow::Cow;

use crate::yaml::SourceFile;

/// How lines start that are not a list: a warning of the API server (`WarningWriter` in `client-go/rest/warnings.go`, 1.37), and
/// an option that is on its way out (`FlagSet.Set` of pflag).
const STARTS: [&str; 2] = ["Warning: ", "Flag --"];

/// The text with an empty line in place of each remark above the list; all other lines keep their numbers.
pub(super) fn without(source: &SourceFile) -> Cow<'_, SourceFile> {
    let text = source.text();
    let remarks = text.split_inclusive('\n').take_while(|line| is_remark(line));
    let (count, length) = remarks.fold((0, 0), |(count, length), line| (count + 1, length + line.len()));
    if count == 0 {
        return Cow::Borrowed(source);
    }
    let list = text.get(length..).unwrap_or_default();
    Cow::Owned(SourceFile::new(source.name(), "\n".repeat(count) + list))
}

fn is_remark(line: &str) -> bool {
    STARTS.iter().any(|start| line.starts_with(start)) || is_logged(line)
}

/// `E1128 14:01:33.123456   12345 memcache.go:265] couldn't get …`: the header of klog (`formatHeader` in
/// `k8s.io/klog/v2/internal/buffer`), for instance of an API service that does not answer.
fn is_logged(line: &str) -> bool {
    let Some((date, rest)) = line.split_once(' ') else { return false };
    let is_date = date
        .strip_prefix(['I', 'W', 'E', 'F'])
        .is_some_and(|date| date.len() == 4 && date.bytes().all(|byte| byte.is_ascii_digit()));
    is_date && rest.contains("] ")
}
