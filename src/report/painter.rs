//! Colours, decided once and passed down.

use owo_colors::Style;

/// Paints, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Painter(bool);

/// What a part of a report is to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A name to find again.
    Strong,
    /// The title of a section.
    Title,
    /// Something is wrong.
    Bad,
    /// Something waits.
    Waiting,
    /// Something is right.
    Good,
    /// What to do.
    Advice,
    /// Details.
    Faint,
}

impl Painter {
    /// A painter that paints if `on`.
    pub fn new(on: bool) -> Self {
        Self(on)
    }

    /// Whether it paints.
    pub fn is_on(self) -> bool {
        self.0
    }

    /// The text in a tone, or as it is.
    pub(crate) fn paint(self, text: &str, tone: Tone) -> String {
        if !self.0 {
            return text.to_owned();
        }
        let style = Style::new();
        let style = match tone {
            Tone::Strong => style.bold(),
            Tone::Title => style.bold().underline(),
            Tone::Bad => style.red().bold(),
            Tone::Waiting => style.yellow(),
            Tone::Good => style.green(),
            Tone::Advice => style.cyan(),
            Tone::Faint => style.dimmed(),
        };
        style.style(text).to_string()
    }
}
