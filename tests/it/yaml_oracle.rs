//! The YAML reader beside kubectl's own decoder: the same values, in the same order, refused at the same document.
//!
//! `DAEMONSET_LINT_YAML_ORACLE` names a program that reads `{"yaml": TEXT}` per line and answers what kubectl decodes:
//! `{"documents": [VALUE…], "error": WORDS}`. Without it nothing is compared, and the tests say so.
//! `DAEMONSET_LINT_YAML_TEXTS` is the number of generated texts (default 20,000).

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use daemonset_lint::yaml::{Limits, Node, SourceFile, Value, load};
use serde_json::{Value as Json, json};

/// What a decoder makes of a text: the documents before the first that it refuses, and whether there is one.
#[derive(Debug, PartialEq)]
struct Decoded {
    documents: Vec<Json>,
    is_refused: bool,
}

fn ours(text: &str) -> Decoded {
    let source = SourceFile::from_bytes("text", text.as_bytes().to_vec());
    let mut documents = Vec::new();
    for document in load(&source, &Limits::default()) {
        match document.content {
            Ok(Some(document)) => documents.push(to_json(document.root())),
            Ok(None) => {}
            Err(_) => return Decoded { documents, is_refused: true },
        }
    }
    Decoded { documents, is_refused: false }
}

fn to_json(node: Node<'_>) -> Json {
    match node.value {
        Value::Null => Json::Null,
        Value::Bool(flag) => json!(flag),
        Value::Number(number) => serde_json::from_str(&number.to_string()).unwrap(),
        Value::String(text) => json!(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(map) => {
            map.entries.iter().map(|entry| (entry.key.to_owned(), to_json(entry.value))).collect()
        }
    }
}

/// Numbers as kubectl's JSON spells them may differ in form (`1e+21`), not in value.
fn normalized(value: Json) -> Json {
    match value {
        Json::Number(number) if number.as_i64().is_none() => json!(number.as_f64()),
        Json::Array(items) => items.into_iter().map(normalized).collect(),
        Json::Object(map) => map.into_iter().map(|(key, value)| (key, normalized(value))).collect(),
        other => other,
    }
}

fn parsed(mut answer: Json) -> Decoded {
    let documents = answer["documents"].take();
    let documents = documents.as_array().cloned().unwrap_or_default().into_iter().map(normalized);
    Decoded { documents: documents.collect(), is_refused: answer.get("error").is_some() }
}

/// What the oracle makes of the texts.
fn theirs(oracle: &str, texts: &[String]) -> Vec<(Decoded, String)> {
    let mut child =
        Command::new(oracle).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the oracle starts");
    let mut input = child.stdin.take().unwrap();
    let lines: Vec<String> = texts.iter().map(|text| json!({ "yaml": text }).to_string()).collect();
    let writer = thread::spawn(move || lines.iter().for_each(|line| writeln!(input, "{line}").unwrap()));
    let answers = BufReader::new(child.stdout.take().unwrap()).lines().map(|line| {
        let answer: Json = serde_json::from_str(&line.unwrap()).unwrap();
        let words = answer["error"].as_str().unwrap_or_default().to_owned();
        (parsed(answer), words)
    });
    let answers = answers.collect();
    writer.join().unwrap();
    child.wait().unwrap();
    answers
}

/// Whether a line starts with `---` and goes on: kubectl does not hand out the document before such a line, we do.
fn has_bad_separator(text: &str) -> bool {
    let rests = text.split('\n').filter_map(|line| line.strip_prefix("---")).map(str::trim);
    rests.into_iter().any(|rest| !rest.is_empty() && !rest.starts_with('#'))
}

fn compare(texts: &[String]) {
    let Ok(oracle) = env::var("DAEMONSET_LINT_YAML_ORACLE") else {
        eprintln!("skipped: DAEMONSET_LINT_YAML_ORACLE names no decoder");
        return;
    };
    let mut report = String::new();
    let mut differences = 0;
    for (text, (theirs, words)) in texts.iter().zip(theirs(&oracle, texts)) {
        let ours = ours(text);
        let ours = Decoded { documents: ours.documents.into_iter().map(normalized).collect(), ..ours };
        let both_refuse = ours.is_refused && theirs.is_refused;
        // JSON values in a row that are no objects: nothing that a manifest can be.
        let is_bare = text.starts_with('{') && theirs.documents.iter().any(Json::is_number);
        if ours == theirs || (both_refuse && has_bad_separator(text)) || is_bare {
            continue;
        }
        differences += 1;
        if differences <= 40 {
            writeln!(report, "{text:?}\n  ours   {ours:?}\n  theirs {theirs:?} {words}").unwrap();
        }
    }
    assert!(differences == 0, "{differences} of {} texts differ:\n{report}", texts.len());
}

#[test]
fn manifests_of_the_project_are_read_as_kubectl_reads_them() {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new("testdata").to_owned()];
    folders.extend(env::var_os("DAEMONSET_LINT_YAML_FOLDER").map(Into::into));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| ["yaml", "yml"].iter().any(|yaml| extension == *yaml))
            {
                texts.push(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
            }
        }
    }
    compare(&texts);
}

/// `DAEMONSET_LINT_YAML_SUITE` names a file with a line `{"yaml": TEXT, …}` per text, such as the YAML test suite.
#[test]
fn the_test_suite_is_read_as_kubectl_reads_it() {
    let Ok(suite) = env::var("DAEMONSET_LINT_YAML_SUITE") else {
        eprintln!("skipped: DAEMONSET_LINT_YAML_SUITE names no texts");
        return;
    };
    let lines = fs::read_to_string(suite).unwrap();
    let text = |line: &str| {
        let line: Json = serde_json::from_str(line).unwrap();
        line["yaml"].as_str().unwrap().to_owned()
    };
    compare(&lines.lines().map(text).collect::<Vec<_>>());
}

/// Pieces that mean something to YAML, by themselves or beside one another.
const PIECES: &[&str] = &[
    "a",
    "b: ",
    "c:",
    ": ",
    ":",
    "- ",
    "-",
    "? ",
    "?",
    "\n",
    "\n",
    "\n  ",
    "\n ",
    "\n    ",
    " ",
    "  ",
    "\t",
    "#",
    " # c",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "'",
    "\"",
    "''",
    "\\",
    "\\n",
    "\\x41",
    "\\u00e9",
    "\\/",
    "\\'",
    "|",
    ">",
    "|-",
    "|+",
    ">2",
    "|1-",
    "&a ",
    "*a",
    "*a ",
    "&b",
    "*b: ",
    "!",
    "!!str ",
    "!!int ",
    "!x ",
    "!<a> ",
    "!!binary ",
    "!a!b ",
    "%",
    "%YAML 1.1",
    "%TAG ! a",
    "---",
    "---\n",
    "...",
    "...\n",
    "\r\n",
    "\r",
    "\u{85}",
    "\u{2028}",
    "é",
    "\u{feff}",
    "\u{a0}",
    "@",
    "`",
    "<<: ",
    "<<: *a",
    "yes",
    "~",
    "null",
    "0x1F",
    "017",
    "1_000",
    "1.5e3",
    ".inf",
    "=",
    "2001-01-01",
    "key: value",
    "\n- x: 1\n  y: 2",
    "{a: 1, b: [c]}",
    "[a, {b: c}]",
    "x y",
    "\"q\"",
    "'s'",
    "\nk:\n- v\n",
    "text: |\n  line\n\n  more\n",
    "f: >-\n  one\n  two\n",
    "z: \"a\n  b\"",
    "0",
    "-1",
    "a:b",
    "?a",
    "-a",
    ":a",
];

/// A sequence of numbers that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

fn generated(count: usize, seed: u64) -> Vec<String> {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15 ^ seed);
    let mut texts: Vec<String> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut text = String::new();
        if numbers.below(3) == 0 && !texts.is_empty() {
            // An earlier text with a piece put in, or without some of it.
            text.push_str(&texts[numbers.below(texts.len())]);
            let cut = |at: usize| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap();
            let at = cut(numbers.below(text.len() + 1));
            let until = cut((at + numbers.below(4)).min(text.len())).max(at);
            text.replace_range(at..until, PIECES[numbers.below(PIECES.len())]);
            text.truncate(
                400.min(text.len())
                    .min((0..=400.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap()),
            );
        } else {
            for _ in 0..=numbers.below(9) {
                text.push_str(PIECES[numbers.below(PIECES.len())]);
            }
        }
        // Behind two byte order marks go-yaml loses the first character of every line.
        if !text.starts_with("\u{feff}\u{feff}") {
            texts.push(text);
        }
    }
    texts
}

#[test]
fn generated_texts_are_read_as_kubectl_reads_them() {
    let number = |name: &str| env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let count = number("DAEMONSET_LINT_YAML_TEXTS").unwrap_or(20_000);
    let seed = number("DAEMONSET_LINT_YAML_SEED").unwrap_or_default();
    compare(&generated(usize::try_from(count).unwrap(), seed));
}
