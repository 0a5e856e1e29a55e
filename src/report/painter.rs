//! Colours, decided once and passed down.

use owo_colors::Style;

/// Paints, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Painter(bool);

impl Painter {
    /// A painter that paints if `on`.
    pub fn new(on: bool) -> Self {
        Self(on)
    }

    /// Whether it paints.
    pub fn is_on(self) -> bool {
        self.0
    }

    /// The text in a style, or as it is.
    pub fn paint(self, text: &str, style: impl FnOnce(Style) -> Style) -> String {
        if self.0 { style(Style::new()).style(text).to_string() } else { text.to_owned() }
    }
}
