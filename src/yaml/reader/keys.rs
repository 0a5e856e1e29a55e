//! Scalars, aliases and collections that may turn out to be keys: a `: ` behind them on the same line decides.

use super::cursor::Cursor;
use super::fault::{Fault, Problem};

/// How many characters a key may have, and its colon must follow on its line.
const LENGTH: usize = 1024;

/// What may turn out to be a key: the last candidate of each nesting of brackets.
pub(super) struct SimpleKeys {
    /// The first is that outside of all brackets.
    levels: Vec<SimpleKey>,
}

/// A token that may be a key.
#[derive(Clone, Copy, Default)]
pub(super) struct SimpleKey {
    is_possible: bool,
    /// Whether nothing but a key can stand there: it starts a line of a mapping.
    is_required: bool,
    /// Whether the tokens wait for it.
    is_awaited: bool,
    /// The number of the token, counted from the start of the document.
    pub(super) token: usize,
    /// Its offset.
    pub(super) at: usize,
    pub(super) column: usize,
    line: usize,
}

impl SimpleKeys {
    pub(super) fn new() -> Self {
        Self { levels: vec![SimpleKey::default()] }
    }

    fn last(&mut self) -> Option<&mut SimpleKey> {
        self.levels.last_mut()
    }

    /// Makes the token that starts here the candidate of its nesting.
    pub(super) fn save(
        &mut self,
        cursor: &mut Cursor<'_>,
        token: usize,
        is_required: bool,
    ) -> Result<(), Fault> {
        self.remove(cursor)?;
        let (at, column, line) = (cursor.at, cursor.column(), cursor.line);
        if let Some(last) = self.last() {
            *last = SimpleKey { is_possible: true, is_required, is_awaited: true, token, at, column, line };
        }
        Ok(())
    }

    /// Gives up the candidate of the innermost nesting.
    pub(super) fn remove(&mut self, cursor: &Cursor<'_>) -> Result<(), Fault> {
        let Some(last) = self.last() else { return Ok(()) };
        if last.is_possible && last.is_required {
            return Err(Fault::new(Problem::ColonExpected, cursor.at).within(last.at));
        }
        last.is_possible = false;
        Ok(())
    }

    /// The candidate of the innermost nesting, if a colon here makes it a key; it is none any more.
    pub(super) fn take(&mut self, cursor: &Cursor<'_>) -> Result<Option<SimpleKey>, Fault> {
        let Some(last) = self.last() else { return Ok(None) };
        let is_key = last.is_still_possible(cursor)?;
        last.is_possible = false;
        Ok(is_key.then_some(*last))
    }

    /// Whether a token may still turn out to be a key.
    pub(super) fn awaits(&mut self, token: usize, cursor: &Cursor<'_>) -> Result<bool, Fault> {
        if let [key] = self.levels.as_mut_slice() {
            let is_candidate = key.token == token && key.is_possible && key.is_awaited;
            return if is_candidate { key.is_still_possible(cursor) } else { Ok(false) };
        }
        // Numbers ascend from level to level. The one behind an equal number is the entry that its bracket opened.
        let at = self.levels.partition_point(|key| key.token < token);
        let found = self.levels.iter_mut().skip(at).take_while(|key| key.token == token);
        let mut found = found.filter(|key| key.is_possible && key.is_awaited);
        found.next().map_or(Ok(false), |key| key.is_still_possible(cursor))
    }

    /// A bracket opens.
    pub(super) fn open(&mut self, token: usize) {
        self.levels.push(SimpleKey { token, ..SimpleKey::default() });
    }

    /// A bracket closes. An entry that was never used has the number of its bracket, and takes that off the list of those that
    /// tokens wait for (`yaml_parser_decrease_flow_level`), though it stays possible.
    pub(super) fn close(&mut self) {
        if self.levels.len() < 2 {
            return;
        }
        let closed = self.levels.pop().map(|key| key.token);
        if let Some(last) = self.last().filter(|last| Some(last.token) == closed) {
            last.is_awaited = false;
        }
    }
}

impl SimpleKey {
    /// `yaml_simple_key_is_valid`: a key ends on its line, within so many characters.
    fn is_still_possible(&mut self, cursor: &Cursor<'_>) -> Result<bool, Fault> {
        if !self.is_possible {
            return Ok(false);
        }
        if self.line == cursor.line && !self.is_longer_than_a_key(cursor) {
            return Ok(true);
        }
        if self.is_required {
            return Err(Fault::new(Problem::ColonExpected, cursor.at).within(self.at));
        }
        self.is_possible = false;
        Ok(false)
    }

    fn is_longer_than_a_key(&self, cursor: &Cursor<'_>) -> bool {
        cursor.at - self.at > LENGTH && cursor.since(self.at).chars().count() > LENGTH
    }
}
