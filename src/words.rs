//! Wording that messages share: the nearest of some names, the start of a long text. Knows no YAML and no Kubernetes.

/// How alike two names must be for [`nearest`], where nothing else is said.
pub(crate) const ALIKE: f64 = 0.8;

/// The known name that comes nearest to one that is not known, if they are at least so alike (0 to 1); the case does not
/// count. Names that start alike count as more alike, which suits names with a common prefix badly: ask for more there.
pub(crate) fn nearest<'k>(
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
    alike: f64,
) -> Option<&'k str> {
    let name = name.to_lowercase();
    let scored = known.into_iter().map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), known));
    let (score, best) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score > alike).then_some(best)
}

/// The known name from which a written one is at most two slips away; the case does not count.
pub(crate) fn slip<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let name = name.to_lowercase();
    let distance = |known: &&str| strsim::osa_distance(&name, &known.to_lowercase());
    known.iter().copied().min_by_key(distance).filter(|known| distance(known) <= 2)
}

/// The known name that differs from a written one by its case only.
pub(crate) fn in_other_case<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    known.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}

/// A text of at most so many characters; an ellipsis stands for what is cut off.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        assert_eq!(
            nearest("missing-limit", ["missing-limits", "missing-requests"], ALIKE),
            Some("missing-limits")
        );
        assert_eq!(nearest("Prod", ["prod", "staging"], ALIKE), Some("prod"));
        assert_eq!(nearest("x", ["prod", "staging"], ALIKE), None);
        assert_eq!(slip("noshcedule", &["NoSchedule", "NoExecute"]), Some("NoSchedule"));
        assert_eq!(slip("never", &["NoSchedule", "NoExecute"]), None);
        assert_eq!(in_other_case("noschedule", &["NoSchedule"]), Some("NoSchedule"));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöü", 2), "äö…");
    }
}
