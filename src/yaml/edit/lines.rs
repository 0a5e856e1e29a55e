//! Lines and columns of a text, as far as edits care.

/// A text by its lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
}

/// Where whole lines can be inserted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) offset: usize,
    /// Whether the line before has no line break, since the text ends there.
    pub(super) at_open_end: bool,
}

impl<'a> Lines<'a> {
    /// The bytes of a range; empty if it does not fit.
    pub(super) fn slice(self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The line break of the text: that of its first line.
    pub(super) fn line_break(self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.slice(0, at).ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// The offset at which the line of a place starts.
    pub(super) fn start(self, offset: usize) -> usize {
        self.slice(0, offset).rfind('\n').map_or(0, |at| at + 1)
    }

    /// The offset at which the next line starts; the end of the text for the last one.
    pub(super) fn next(self, offset: usize) -> usize {
        let rest = self.slice(offset, self.text.len());
        rest.find('\n').map_or(self.text.len(), |at| offset + at + 1)
    }

    /// What stands before a place on its line.
    pub(super) fn before(self, offset: usize) -> &'a str {
        self.slice(self.start(offset), offset)
    }

    /// The column of a key or a dash in block style, from 0: nothing but spaces and dashes stand before it.
    pub(super) fn column(self, offset: usize) -> Option<usize> {
        let before = self.before(offset);
        before.bytes().all(|byte| byte == b' ' || byte == b'-').then_some(before.len())
    }

    /// Whether nothing but spaces stands before a place on its line.
    pub(super) fn is_first(self, offset: usize) -> bool {
        self.before(offset).bytes().all(|byte| byte == b' ')
    }

    /// The gap below the line on which something ends; none if more than a comment follows it there.
    pub(super) fn below(self, end: usize) -> Option<Gap> {
        let next = self.next(end);
        let rest = self.slice(end, next).trim();
        if !rest.is_empty() && !rest.starts_with('#') {
            return None;
        }
        let at_open_end = next == self.text.len() && !self.text.ends_with('\n');
        Some(Gap { offset: next, at_open_end })
    }

    /// The start of the comments that stand right above a line, in the column of what the line holds.
    pub(super) fn with_comments_above(self, line_start: usize, column: usize) -> usize {
        let mut start = line_start;
        while column > 0 && start > 0 {
            let above = self.start(start - 1);
            let line = self.slice(above, start);
            let is_comment = line.trim_start().starts_with('#');
            if !is_comment || line.len() - line.trim_start().len() != column {
                break;
            }
            start = above;
        }
        start
    }

    /// Whole lines as the text of an insertion.
    pub(super) fn joined(self, lines: &[String], gap: Gap) -> String {
        let line_break = self.line_break();
        let whole = |line: &String| {
            if gap.at_open_end { format!("{line_break}{line}") } else { format!("{line}{line_break}") }
        };
        lines.iter().map(whole).collect()
    }

    /// Whether a template directive stands on the lines of a range or on those beside them.
    pub(super) fn is_near_template(self, start: usize, end: usize) -> bool {
        let first = self.start(self.start(start).saturating_sub(1));
        let around = self.slice(first, self.next(self.next(end)));
        around.contains("{{") || around.contains("{%")
    }
}
