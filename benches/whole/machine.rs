//! The machine that was measured on.

use std::fs;
use std::thread;

/// Cores, processor and memory, as far as the system tells (Linux).
pub(crate) fn describe() -> String {
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| gibibytes(&text));
    let memory = memory.map_or_else(|| "unknown memory".to_owned(), |size| format!("{size} GiB"));
    format!("Measured on {} cores ({model}), {memory}:", cores())
}

/// Threads that the program starts.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The value behind the first `name :` of a file.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(rest.trim_start_matches([' ', '\t', ':']).to_owned())
}

/// `24654436 kB` in gibibytes, rounded up: the kernel keeps some for itself.
fn gibibytes(text: &str) -> Option<u64> {
    let kilobytes: u64 = text.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes.div_ceil(1024 * 1024))
}
