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

/// Whether one name of an object is probably the other one, misspelt: one or two letters differ, in a part of some length.
/// Names that differ in their numbers, or in short parts such as `a` and `b`, `gpu` and `cpu`, are meant to differ.
pub(crate) fn is_slip(name: &str, other: &str) -> bool {
    let parts = |name: &str| name.split(['-', '.']).map(str::to_owned).collect::<Vec<_>>();
    let without_digits = |name: &str| name.chars().filter(|char| !char.is_ascii_digit()).collect::<String>();
    if name == other || name.len().abs_diff(other.len()) > 2 || without_digits(name) == without_digits(other)
    {
        return false;
    }
    let (ours, theirs) = (parts(name), parts(other));
    if ours.len() != theirs.len() {
        // A hyphen too many, or too few.
        return name.replace('-', "") == other.replace('-', "");
    }
    let differing: Vec<_> = ours.iter().zip(&theirs).filter(|(one, other)| one != other).collect();
    let [(one, other)] = differing.as_slice() else { return false };
    let most = match one.chars().count().max(other.chars().count()) {
        0..=3 => 0,
        4 => 1,
        _ => 2,
    };
    strsim::osa_distance(one, other) <= most
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
    fn slips_are_told_from_names_that_are_meant_to_differ() {
        for (one, other) in [
            ("agent", "agnet"),
            ("node-exporter", "node-exportr"),
            ("node-exporter", "nodeexporter"),
            ("agent-config", "agent-confg"),
            ("csi-nodeplugin", "csi-nodeplugins"),
        ] {
            assert!(is_slip(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("agent", "agent"),
            ("config-v1", "config-v2"),
            ("driver-gpu", "driver-cpu"),
            ("agent-a", "agent-b"),
            ("proxy-east", "proxy-west"),
            ("agent", "agent-config"),
            ("csi-cephfs", "csi-rbd"),
        ] {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöü", 2), "äö…");
    }
}
