//! The rows of pools in a coverage table.

use std::fmt::Write as _;

use super::painter::{Painter, Tone};
use super::printable::printable;
use super::reason;
use super::table_text::{Width, plural};
use crate::coverage::{Matches, PoolVerdict};
use crate::inventory::{CountRange, NodePool};
use crate::placement::Reason;

/// `2 of 3 pools`, with a word on pools that are reached in part; nothing without pools.
pub(super) fn count(verdicts: &[PoolVerdict]) -> Option<String> {
    if verdicts.is_empty() {
        return None;
    }
    let of = |matches| verdicts.iter().filter(|verdict| verdict.matches == matches).count();
    let some = match of(Matches::Some) {
        0 => String::new(),
        some => format!(" and part of {some}"),
    };
    Some(format!("{}{some} of {}", of(Matches::All), plural(verdicts.len(), "pool")))
}

/// Writes one block a pool that is not reached in full; a wide table has all of them.
pub(super) fn rows(
    out: &mut String,
    pools: &[NodePool],
    verdicts: &[PoolVerdict],
    width: Width,
    painter: Painter,
) {
    for (pool, verdict) in pools.iter().zip(verdicts) {
        let runs = verdict.matches == Matches::All && !verdict.pending;
        if !runs || width == Width::Wide {
            row(out, pool, verdict, painter);
            if width == Width::Wide {
                implicit(out, pool, painter);
            }
        }
    }
}

fn row(out: &mut String, pool: &NodePool, verdict: &PoolVerdict, painter: Painter) {
    let (mark, tone, label) = match verdict.matches {
        _ if verdict.pending => ("…", Tone::Waiting, "pending"),
        Matches::All => ("✓", Tone::Good, "runs"),
        Matches::Some => ("~", Tone::Waiting, "some nodes"),
        Matches::None => ("✗", Tone::Bad, "left out"),
    };
    let name = painter.paint(&printable(&pool.name), Tone::Strong);
    let facts = painter.paint(&format!("({}{})", pool.format, nodes(pool.count)), Tone::Faint);
    let _ = writeln!(out, "  {} pool {name} {facts}: {label}", painter.paint(mark, tone));
    if let Some(open) = depends_on(pool, verdict) {
        let _ = writeln!(out, "      {}", printable(&open));
    }
    let is_shown = |reason: &&Reason| verdict.matches != Matches::Some || !is_of_labels(reason);
    for reason in verdict.reasons.iter().filter(is_shown) {
        let _ = writeln!(out, "      {}", printable(&reason::words(reason)));
    }
    let remedy = reason::remedy(&verdict.reasons).filter(|_| verdict.matches == Matches::None);
    if let Some(remedy) = remedy {
        let _ = writeln!(out, "      {}", painter.paint(&printable(&remedy), Tone::Advice));
    }
}

/// What the file would have to say so that all nodes of the pool are alike to the DaemonSet.
fn depends_on(pool: &NodePool, verdict: &PoolVerdict) -> Option<String> {
    if verdict.matches != Matches::Some {
        return None;
    }
    if verdict.depends_on.is_empty() {
        let unknown = pool.unknown.taints.then_some("depends on taints, of which the file does not tell all");
        return unknown.map(str::to_owned);
    }
    let labels = verdict.depends_on.iter().map(|key| match (pool.values(key), key.as_str()) {
        (Some(values), _) => {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            format!("{key} ({})", values.join(" or "))
        }
        (None, "kubernetes.io/arch") => format!("{key} ({})", pool.platform.architectures.join(" or ")),
        (None, _) => key.clone(),
    });
    let labels = labels.collect::<Vec<_>>().join(", ");
    Some(format!("depends on {labels}, which the pool leaves open: state it there to know"))
}

/// Whether a reason is what one of the possible labels would be; of a pool that leaves them open none of them is a fact.
fn is_of_labels(reason: &Reason) -> bool {
    matches!(reason, Reason::NodeSelector { .. } | Reason::NodeAffinity { .. } | Reason::UnsupportedOs { .. })
}

/// What the platform adds to what the file says.
fn implicit(out: &mut String, pool: &NodePool, painter: Painter) {
    for fact in &pool.implicit {
        let _ =
            writeln!(out, "      {}", painter.paint(&printable(&format!("implied: {fact}")), Tone::Faint));
    }
}

/// `, 0 to 10 nodes`, as far as it is known.
fn nodes(count: CountRange) -> String {
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => {
            format!(", {}", plural(usize::try_from(min).unwrap_or(usize::MAX), "node"))
        }
        (Some(min), Some(max)) => format!(", {min} to {max} nodes"),
        (Some(min), None) => format!(", {min} or more nodes"),
        (None, Some(max)) => format!(", up to {max} nodes"),
        (None, None) => String::new(),
    }
}
