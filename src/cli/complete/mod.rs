//! `__complete`: answers kubectl's question what may follow, in the form that cobra reads.

mod cluster;

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory as _};

use super::args::Cli;
use super::error::CliError;
use super::{Outcome, output};
use crate::lint::rules;

/// Cobra's directive for "complete files".
const FILES: u32 = 0;
/// Cobra's directive for "no files".
const NO_FILES: u32 = 4;

pub(super) fn run(words: &[String]) -> Result<Outcome, CliError> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    output::print(&answer(&words))?;
    Ok(Outcome::Clean)
}

/// Candidates with descriptions, then the directive.
struct Answer {
    candidates: Vec<(String, String)>,
    directive: u32,
}

fn answer(words: &[&str]) -> String {
    let mut root = Cli::command();
    root.build();
    let (&last, before) = words.split_last().unwrap_or((&"", &[]));
    let Answer { candidates, directive } = candidates(&root, before, last);
    let mut out = String::new();
    for (candidate, description) in candidates.iter().filter(|(candidate, _)| candidate.starts_with(last)) {
        let gap = if description.is_empty() { "" } else { "\t" };
        let _ = writeln!(out, "{candidate}{gap}{description}");
    }
    let _ = writeln!(out, ":{directive}");
    out
}

fn candidates(root: &Command, before: &[&str], last: &str) -> Answer {
    let previous = before.last().copied().unwrap_or_default();
    let Some((command, name_at)) = subcommand(root, before) else {
        if let Some(argument) = value_of(root, previous) {
            return values(argument, before);
        }
        if last.starts_with('-') {
            return Answer { candidates: flags(root), directive: NO_FILES };
        }
        let commands = root.get_subcommands().filter(|command| !command.is_hide_set());
        let candidates = commands.map(|command| (command.get_name().to_owned(), about(command.get_about())));
        return Answer { candidates: candidates.collect(), directive: NO_FILES };
    };
    if let Some(argument) = value_of(command, previous).filter(|_| before.len() > name_at + 1) {
        return values(argument, before);
    }
    if last.starts_with('-') {
        return Answer { candidates: flags(command), directive: NO_FILES };
    }
    let positional = command.get_positionals().next();
    positional
        .map_or(Answer { candidates: Vec::new(), directive: NO_FILES }, |argument| values(argument, before))
}

/// The subcommand among the words, and its index; the value of an option is none.
fn subcommand<'a>(root: &'a Command, words: &[&str]) -> Option<(&'a Command, usize)> {
    let is_value = |at: usize| at > 0 && value_of(root, words[at - 1]).is_some();
    let words = words.iter().enumerate();
    let mut found = words.filter(|(at, word)| !word.starts_with('-') && !is_value(*at));
    found.find_map(|(at, word)| Some((root.find_subcommand(word)?, at)))
}

/// The option of a word, if it waits for a value.
fn value_of<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let matches = |argument: &&Arg| {
        let long = word.strip_prefix("--").is_some_and(|long| argument.get_long() == Some(long));
        let short = word.strip_prefix('-').and_then(|short| short.parse::<char>().ok());
        long || (short.is_some() && argument.get_short() == short)
    };
    command.get_opts().find(matches)
}

/// What an argument may be; `before` are the words that stand before it.
fn values(argument: &Arg, before: &[&str]) -> Answer {
    let id = argument.get_id().as_str();
    let named = match id {
        "context" => Some(cluster::contexts(before)),
        "namespace" => Some(cluster::namespaces(before)),
        _ => None,
    };
    if let Some(names) = named {
        let candidates = names.into_iter().map(|name| (name, String::new()));
        return Answer { candidates: candidates.collect(), directive: NO_FILES };
    }
    if matches!(id, "rule" | "select" | "ignore") {
        let rules = rules::ALL.iter().map(|rule| (rule.id.to_owned(), rule.summary.to_owned()));
        return Answer { candidates: rules.collect(), directive: NO_FILES };
    }
    let possible = argument.get_possible_values();
    if possible.is_empty() {
        return Answer { candidates: Vec::new(), directive: FILES };
    }
    let candidates = possible.iter().map(|value| (value.get_name().to_owned(), about(value.get_help())));
    Answer { candidates: candidates.collect(), directive: NO_FILES }
}

fn flags(command: &Command) -> Vec<(String, String)> {
    let visible = command.get_arguments().filter(|argument| !argument.is_hide_set());
    visible
        .filter_map(|argument| Some((format!("--{}", argument.get_long()?), about(argument.get_help()))))
        .collect()
}

fn about(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default().lines().next().unwrap_or_default().to_owned()
}
