//! suspicious-quantity: an amount that is valid and cannot be meant.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::Container;

use crate::lint::knowledge::least_memory::least_memory;
use crate::lint::pod::container_resources::{CPU, MEMORY};
use crate::lint::pod::init_containers::all_containers;
use crate::lint::pod::located_quantity::{LocatedQuantity, LocatedResources, located_resources};
use crate::lint::prelude::*;
use crate::placement::Quantity;

pub(super) static RULE: Rule = Rule {
    id: "suspicious-quantity",
    summary: "an amount of cpu or memory that cannot be meant, such as memory 128m",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A request or limit that the API takes and that cannot be meant. An error: memory or ephemeral-storage with the suffix m, which
means thousandths of a byte (`128m` is 0.128 bytes). Warnings: memory below 1 MB, mostly a number without suffix (`512` is 512
bytes); cpu of 32 cores and more, mostly a forgotten m (`100` are 100 cores) or a suffix of memory; a limit whose number is
that of the request with another suffix (`50` beside `50m`, `64Gi` beside `64Mi`); and a memory limit with which a well-known agent
does not even start, such as 10Mi for fluent-bit.",
        why: "\
Nothing refuses it. A memory limit of a few bytes kills the container before its first instruction (`OOMKilled`, or `failed to
create shim task: ... memory limit too low`), on every node; a memory request of 0.128 bytes reserves nothing at all, so that the
agent is evicted first though the manifest seems to ask for 128 megabytes. A request of 100 cores fits no node, and all pods stay
Pending with `Insufficient cpu`. A limit of 50 cores is none, for an agent that was to have 50m.",
        remedy: "\
cpu counts cores, and m are thousandths of them: 100m is a tenth of a core. Memory counts bytes: use Mi and Gi. M is not m, and
K is written Ki or k.",
        bad: "
resources:
  requests: {cpu: 50m, memory: 128m}
  limits: {cpu: 50, memory: 512}
",
        good: "
resources:
  requests: {cpu: 50m, memory: 128Mi}
  limits: {cpu: 500m, memory: 512Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes",
            "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Less memory than any process starts with.
const LEAST_BYTES: i64 = 1_000_000;

/// No agent takes so many cores of every node.
const MOST_CORES: i64 = 32;

/// More memory than this is no number of megabytes: somebody counted bytes.
const MOST_MEGABYTES: i64 = 16_384;

/// What is wrong with an amount.
struct Fault {
    severity: Severity,
    message: String,
    help: String,
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    for block in located_resources(cx, cx.pod) {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for written in block.requests.iter().chain(&block.limits) {
            if told.contains(written.resource.as_str()) {
                continue;
            }
            let Some(fault) = alone(written) else { continue };
            told.insert(&written.resource);
            let others = block
                .limits
                .iter()
                .filter(|other| other.resource == written.resource && other.path != written.path)
                .filter(|other| alone(other).is_some());
            let others: Vec<&LocatedQuantity> = others.collect();
            let finding =
                out.report(cx.at(&written.path), fault.message).severity(fault.severity).help(fault.help);
            if let Some((title, patch)) = repair(cx, &block, written, &others) {
                finding.fix(Applicability::Unsafe, title, patch);
            }
            for other in others {
                finding.label(cx.at(&other.path).span, "the same here");
            }
        }
        for (request, limit) in pairs(&block).filter(|(request, _)| !told.contains(request.resource.as_str()))
        {
            mixed_up(cx, request, limit, out);
        }
    }
    too_small(cx, out);
}

/// A memory limit below what a known agent needs to start; what is no amount at all was reported as that.
fn too_small(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let is_known = |container: &Container| container.image.as_deref().and_then(least_memory).is_some();
    if !all_containers(cx.pod).any(is_known) {
        return;
    }
    let containers = cx.containers();
    let known = containers.iter().filter_map(|(path, container)| {
        let (agent, least) = least_memory(container.image.as_deref()?)?;
        let limit = container.resources.as_ref()?.limits.as_ref()?.get(MEMORY)?;
        Some((path, agent, least, limit.0.trim()))
    });
    for (path, agent, least, text) in known {
        let Some(amount) = text.parse::<Quantity>().ok().filter(Quantity::is_whole) else { continue };
        let bytes = amount.ceil_value();
        if bytes >= LEAST_BYTES && bytes < least {
            let path = path.clone().key("resources").key("limits").key(MEMORY);
            let name = agent.rsplit('/').next().unwrap_or(agent);
            out.report(cx.at(&path), format!("with {text} of memory {name} is killed while it starts")).help(
                format!("give it more than {}Mi: what it uses at its peak, and some room", least >> 20),
            );
        }
    }
}

/// What is wrong with an amount by itself.
fn alone(written: &LocatedQuantity) -> Option<Fault> {
    let LocatedQuantity { resource, text, amount, .. } = written;
    let is_bytes = matches!(resource.as_str(), MEMORY | "ephemeral-storage");
    if amount.is_zero() || amount.is_negative() {
        return None;
    }
    if is_bytes && !amount.is_whole() {
        return Some(Fault {
            severity: Severity::Error,
            message: format!("{resource} {text} is {}", fraction(*amount)),
            help: format!("write {}", meant_bytes(text)),
        });
    }
    if resource == MEMORY && amount.ceil_value() < LEAST_BYTES {
        return Some(Fault {
            severity: Severity::Warning,
            message: format!("memory {text} is {} bytes", amount.ceil_value()),
            help: format!("write {}", meant_bytes(text)),
        });
    }
    (resource == CPU && amount.ceil_value() >= MOST_CORES).then(|| Fault {
        severity: Severity::Warning,
        message: format!("cpu {text} is {} cores, on every node", amount.ceil_value()),
        help: format!("write {}m, if thousandths of a core are meant", digits(text)),
    })
}

/// `0.128 bytes`.
fn fraction(amount: Quantity) -> String {
    let milli = amount.ceil_milli();
    let digits = format!("{}.{:03}", milli / 1000, milli % 1000);
    format!("{} bytes", digits.trim_end_matches('0'))
}

/// The number of an amount without its suffix.
fn digits(text: &str) -> &str {
    text.trim_end_matches(|char: char| char.is_ascii_alphabetic())
}

fn meant_bytes(text: &str) -> String {
    format!("{}Mi, if megabytes are meant", digits(text))
}

/// What the author probably meant by an amount and its kin in the block; none where that is anybody's guess, or where
/// the request would be more than the limit.
fn repair(
    cx: &DaemonSetContext<'_>,
    block: &LocatedResources,
    first: &LocatedQuantity,
    others: &[&LocatedQuantity],
) -> Option<(String, Option<Patch>)> {
    let concerned = std::iter::once(first).chain(others.iter().copied());
    let meant = concerned.map(|written| Some((written, meant(written)?))).collect::<Option<Vec<_>>>()?;
    let amount = |side: &[LocatedQuantity]| {
        let written = side.iter().find(|written| written.resource == first.resource)?;
        let changed = meant.iter().find(|(other, _)| other.path == written.path);
        changed.map_or(Some(written.amount), |(_, text)| text.parse::<Quantity>().ok())
    };
    if amount(&block.requests).zip(amount(&block.limits)).is_some_and(|(request, limit)| request > limit) {
        return None;
    }
    let texts: Vec<&str> = meant.iter().map(|(_, text)| text.as_str()).collect();
    let patch = Patch::all(meant.iter().map(|(written, text)| cx.set(&written.path, text)));
    Some((format!("write {}", texts.join(" and ")), patch))
}

/// The same number with the suffix that people use.
fn meant(written: &LocatedQuantity) -> Option<String> {
    let digits = digits(&written.text);
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok())??;
    if written.resource == CPU {
        let is_plain = matches!(&written.text[digits.len()..], "" | "M" | "Mi");
        return (is_plain && number < MOST_CORES * 1000).then(|| format!("{number}m"));
    }
    (number <= MOST_MEGABYTES).then(|| format!("{number}Mi"))
}

fn pairs(block: &LocatedResources) -> impl Iterator<Item = (&LocatedQuantity, &LocatedQuantity)> {
    block.requests.iter().filter_map(|request| {
        let limit = block.limits.iter().find(|limit| limit.resource == request.resource)?;
        Some((request, limit))
    })
}

/// A limit with the number of the request and another suffix.
fn mixed_up(
    cx: &DaemonSetContext<'_>,
    request: &LocatedQuantity,
    limit: &LocatedQuantity,
    out: &mut Findings,
) {
    let is_meant = !matches!(request.resource.as_str(), CPU | MEMORY)
        || digits(&request.text) != digits(&limit.text)
        || limit.amount <= request.amount
        || limit.amount.is_zero()
        || !is_far(request.amount, limit.amount);
    if is_meant {
        return;
    }
    out.report(
        cx.at(&limit.path),
        format!("{} limit {} beside request {}", request.resource, limit.text, request.text),
    )
    .label(cx.at(&request.path).span, "the same number with another suffix")
    .help(format!("write {} if that is meant, or a limit near what the agent uses", request.text))
    .fix(Applicability::Unsafe, format!("write {}", request.text), cx.set(&limit.path, &request.text));
}

/// Whether one is at least five hundred times the other: `k` and `Ki`, a thousand and 1024, are near.
fn is_far(request: Quantity, limit: Quantity) -> bool {
    limit.ceil_milli() / 500 >= request.ceil_milli()
}
