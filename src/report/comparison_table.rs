//! DaemonSets × clusters for people: only the rows in which one differs.

use std::fmt::Write as _;

use super::painter::{Painter, Tone};
use super::printable::printable;
use crate::coverage::{Compared, Comparison, Presence};

/// Writes the comparison; `contexts` are the names of the clusters, in the order of the cells.
pub(super) fn render(comparison: &Comparison, contexts: &[&str], painter: Painter) -> String {
    let mut out = String::new();
    if !comparison.rows.is_empty() {
        let mut lines = vec![header(contexts)];
        lines.extend(comparison.rows.iter().flat_map(row));
        align(&mut out, &lines, painter);
    }
    let count = contexts.len();
    let same = match (comparison.same, comparison.rows.is_empty()) {
        (0, _) => return out,
        (1, true) => format!("the DaemonSet is the same in all {count} contexts"),
        (1, false) => format!("1 other DaemonSet is the same in all {count} contexts"),
        (same, true) => format!("all {same} DaemonSets are the same in all {count} contexts"),
        (same, false) => format!("{same} other DaemonSets are the same in all {count} contexts"),
    };
    let _ = writeln!(out, "{}", painter.paint(&same, Tone::Faint));
    out
}

/// A line of cells, and what it is to the eye.
struct Line {
    cells: Vec<String>,
    tone: Option<Tone>,
}

fn header(contexts: &[&str]) -> Line {
    let names = contexts.iter().map(|name| printable(name).into_owned());
    Line {
        cells: ["DaemonSets that differ".to_owned()].into_iter().chain(names).collect(),
        tone: Some(Tone::Strong),
    }
}

/// The line of a DaemonSet, then one for each container whose image differs.
fn row(row: &Compared) -> Vec<Line> {
    let name = row
        .namespace
        .as_ref()
        .map_or_else(|| row.name.clone(), |namespace| format!("{namespace}/{}", row.name));
    let counts = row.cells.iter().map(|cell| cell.as_ref().map_or_else(|| "absent".to_owned(), count));
    let cells = [printable(&name).into_owned()].into_iter().chain(counts).collect();
    let mut lines = vec![Line { cells, tone: None }];
    for container in row.differing_images() {
        let shown = images(&row.cells, container);
        let title = format!("  image of {}", printable(container));
        lines.push(Line { cells: [title].into_iter().chain(shown).collect(), tone: Some(Tone::Faint) });
    }
    lines
}

/// `44/50`, with what waits for room.
fn count(presence: &Presence) -> String {
    let waiting = presence.desired - presence.runs;
    let waiting = if waiting > 0 { format!(", {waiting} pending") } else { String::new() };
    format!("{}/{}{waiting}", presence.runs, presence.nodes)
}

/// The images of a container; only what is behind their common repository, where they have one.
fn images(cells: &[Option<Presence>], container: &str) -> Vec<String> {
    let images: Vec<Option<&str>> = cells
        .iter()
        .map(|cell| cell.as_ref().map(|cell| cell.images.get(container).map_or("none", String::as_str)))
        .collect();
    let mut repositories: Vec<&str> = images.iter().flatten().map(|image| repository(image)).collect();
    repositories.dedup();
    let shared = if let [shared] = repositories.as_slice() { shared.len() } else { 0 };
    let shown = |image: &str| {
        let version = image[shared..].trim_start_matches(':');
        printable(if version.is_empty() { "no tag" } else { version }).into_owned()
    };
    images.into_iter().map(|image| image.map(shown).unwrap_or_default()).collect()
}

/// An image without tag and digest.
fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    let name = image.rfind('/').map_or(0, |slash| slash + 1);
    image[name..].find(':').map_or(image, |colon| &image[..name + colon])
}

fn align(out: &mut String, lines: &[Line], painter: Painter) {
    let columns = lines.iter().map(|line| line.cells.len()).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.cells.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for line in lines {
        let cells = line.cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let text = cells.collect::<Vec<_>>().join("   ");
        let text = text.trim_end();
        let _ = match line.tone {
            Some(tone) => writeln!(out, "{}", painter.paint(text, tone)),
            None => writeln!(out, "{text}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn presence(runs: usize, desired: usize, nodes: usize, image: &str) -> Presence {
        let images = BTreeMap::from([("agent".to_owned(), image.to_owned())]);
        Presence { runs, desired, nodes, images, obstacles: BTreeSet::new() }
    }

    fn compared(name: &str, cells: Vec<Option<Presence>>) -> Compared {
        Compared { namespace: Some("logging".to_owned()), name: name.to_owned(), cells }
    }

    #[test]
    fn differences_are_shown_and_the_rest_is_counted() {
        let rows = vec![
            compared("absent", vec![Some(presence(50, 50, 50, "r.io:5000/a:1")), None]),
            compared(
                "tag",
                vec![
                    Some(presence(50, 50, 50, "r.io:5000/a:1")),
                    Some(presence(3, 3, 3, "r.io:5000/a@sha256:0")),
                ],
            ),
            compared(
                "repository",
                vec![Some(presence(44, 50, 50, "r.io/a:1")), Some(presence(3, 3, 3, "r.io/b:1"))],
            ),
        ];
        let text = render(&Comparison { rows, same: 12 }, &["prod", "edge"], Painter::new(false));
        let expected = "
DaemonSets that differ   prod               edge
logging/absent           50/50              absent
logging/tag              50/50              3/3
  image of agent         1                  @sha256:0
logging/repository       44/50, 6 pending   3/3
  image of agent         r.io/a:1           r.io/b:1
12 other DaemonSets are the same in all 2 contexts
";
        assert_eq!(text, expected.trim_start());
    }

    #[test]
    fn nothing_differs() {
        let text = render(&Comparison { rows: Vec::new(), same: 3 }, &["a", "b"], Painter::new(false));
        assert_eq!(text, "all 3 DaemonSets are the same in all 2 contexts\n");
        assert_eq!(render(&Comparison::default(), &["a", "b"], Painter::new(false)), "");
    }

    #[test]
    fn an_image_without_tag_and_digest() {
        for (image, expected) in
            [("a", "a"), ("a:1", "a"), ("r:5000/a", "r:5000/a"), ("r:5000/a:1@sha256:0", "r:5000/a")]
        {
            assert_eq!(repository(image), expected);
        }
    }
}
