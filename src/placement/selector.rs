//! Label selectors as kubectl takes them on the command line: `a=b,c!=d,e in (x,y),!f,g`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use thiserror::Error;

use super::requirement::Requirement;

/// A parsed selector; all of its requirements must hold.
///
/// `labels.Parse` in apimachinery `pkg/labels/selector.go`, 1.34, but for the empty text, which here is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    text: String,
    requirements: Vec<Requirement>,
}

/// Why a text is no selector.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct SelectorError {
    /// The part of the text that is at fault, in bytes.
    pub at: Range<usize>,
    /// What is wrong.
    pub problem: String,
}

impl Selector {
    /// Whether labels meet every requirement.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(labels))
    }

    /// The keys that the answer depends on.
    pub fn keys(&self) -> BTreeSet<&str> {
        self.requirements.iter().map(Requirement::key).collect()
    }

    /// The values that the answer compares a label with; any other value fares like any other.
    pub fn values_of(&self, key: &str) -> BTreeSet<&str> {
        let about = self.requirements.iter().filter(|requirement| requirement.key() == key);
        about.flat_map(Requirement::values).collect()
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        if text.trim().is_empty() {
            return Err(SelectorError { at: 0..text.len(), problem: "the selector is empty".to_owned() });
        }
        let mut parser = Parser { tokens: tokens(text), at: 0, end: text.len() };
        let mut requirements = vec![parser.requirement()?];
        while parser.take(",") {
            requirements.push(parser.requirement()?);
        }
        match parser.peek() {
            None => Ok(Self { text: text.trim().to_owned(), requirements }),
            Some(token) => {
                Err(token.error(format!("unexpected {:?}; requirements are parted by commas", token.text)))
            }
        }
    }
}

/// A word or a mark, with its place.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    start: usize,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        !self.text.starts_with(MARKS)
    }

    fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn error(&self, problem: impl Into<String>) -> SelectorError {
        SelectorError { at: self.range(), problem: problem.into() }
    }
}

/// Characters that stand for themselves; `!=` and `==` are marks of two.
const MARKS: [char; 7] = ['=', '!', '(', ')', ',', '>', '<'];

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let start = text.len() - rest.len();
        let length = match rest.find(|c: char| MARKS.contains(&c) || c.is_whitespace()) {
            _ if rest.is_empty() => return tokens,
            Some(0) if rest.starts_with("!=") || rest.starts_with("==") => 2,
            Some(0) => 1,
            Some(at) => at,
            None => rest.len(),
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(Token { text: token, start });
        rest = behind;
    }
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    end: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, text: &str) -> bool {
        let taken = self.peek().is_some_and(|token| token.text == text);
        self.at += usize::from(taken);
        taken
    }

    fn word(&mut self) -> Option<Token<'a>> {
        let word = self.peek().filter(Token::is_word)?;
        self.at += 1;
        Some(word)
    }

    /// The error of something missing where the parser stands.
    fn wanted(&self, what: &str) -> SelectorError {
        match self.peek() {
            Some(token) => token.error(format!("expected {what}, found {:?}", token.text)),
            None => SelectorError { at: self.end..self.end, problem: format!("expected {what} at the end") },
        }
    }

    fn requirement(&mut self) -> Result<Requirement, SelectorError> {
        let negated = self.take("!");
        let Some(key) = self.word() else { return Err(self.wanted("the key of a label")) };
        let (operator, values) = match self.peek().map(|token| token.text) {
            _ if negated => ("DoesNotExist", Vec::new()),
            None | Some(",") => ("Exists", Vec::new()),
            Some(operator) => {
                self.at += 1;
                match operator {
                    "=" | "==" => ("In", vec![self.value()?]),
                    "!=" => ("NotIn", vec![self.value()?]),
                    ">" => ("Gt", vec![self.value()?]),
                    "<" => ("Lt", vec![self.value()?]),
                    "in" => ("In", self.values()?),
                    "notin" => ("NotIn", self.values()?),
                    _ => {
                        self.at -= 1;
                        return Err(self.wanted(&format!("=, !=, in or notin behind {:?}", key.text)));
                    }
                }
            }
        };
        Requirement::new(key.text, operator, &values).map_err(|error| key.error(error.to_string()))
    }

    /// One value; nothing at all is the empty value, as in `role=`.
    fn value(&mut self) -> Result<String, SelectorError> {
        match self.peek() {
            None => Ok(String::new()),
            Some(token) if token.text == "," => Ok(String::new()),
            Some(_) => self.word().map(|word| word.text.to_owned()).ok_or_else(|| self.wanted("a value")),
        }
    }

    /// Values in parentheses.
    fn values(&mut self) -> Result<Vec<String>, SelectorError> {
        if !self.take("(") {
            return Err(self.wanted("`(` and a list of values"));
        }
        let mut values = Vec::new();
        if self.take(")") {
            return Ok(values);
        }
        loop {
            values.push(self.word().map(|word| word.text.to_owned()).unwrap_or_default());
            if self.take(")") {
                return Ok(values);
            }
            if !self.take(",") {
                return Err(self.wanted("`,` or `)`"));
            }
        }
    }
}
