//! Terraform and its fork `OpenTofu`: plans and states as JSON, with node pools of EKS, GKE and AKS.

mod show;

use serde_json::value::RawValue;

use super::cloud::{self, Block, Case, Resource};
use super::error::{Fault, InventoryError};
use super::{Format, Found};
use crate::inventory::pool::NodePool;
use crate::yaml::{self, Document, Limits, SourceFile, Span};
use show::{Show, Written};

pub(super) static FORMAT: Format = Format {
    name: "Terraform",
    obtain: "terraform plan -out plan && terraform show -json plan > plan.json",
    // `whole` takes such a text before it becomes documents.
    claims: |_| false,
    read: |_, _| Ok(()),
};

/// Reads a text that is a plan or a state. `None`: it is something else.
///
/// Plans reach hundreds of megabytes, most of it of no interest here: only the resources that describe nodes become
/// located values.
pub(super) fn whole(source: &SourceFile) -> Result<Option<Found>, InventoryError> {
    let text = source.text();
    if !text.trim_start().starts_with('{') || !is_terraform(text) {
        return Ok(None);
    }
    let show: Show<'_> = serde_json::from_str(text).map_err(|error| unreadable(source, &error))?;
    let written = show.resources().map_err(|error| unreadable(source, &error))?;
    let pools = pools(text, &written).map_err(|fault| fault.within(source, FORMAT.name))?;
    if pools.is_empty() {
        return Err(without_pools(source, &show));
    }
    Ok(Some(Found { pools, ..Found::default() }))
}

fn is_terraform(text: &str) -> bool {
    ["\"terraform_version\"", "\"format_version\""].iter().any(|key| text.contains(key))
}

fn unreadable(source: &SourceFile, error: &serde_json::Error) -> InventoryError {
    let problem = if error.is_eof() {
        "ends in the middle of the plan: it was cut off".to_owned()
    } else {
        format!("cannot be read as a plan or state of Terraform: {error}")
    };
    let help = format!("write it with: {}", FORMAT.obtain);
    InventoryError { line: Some(error.line()), ..InventoryError::new(source, problem, help) }
}

fn without_pools(source: &SourceFile, show: &Show<'_>) -> InventoryError {
    let problem = match show.count() {
        0 => "is a plan or state of Terraform without resources".to_owned(),
        count => {
            format!("is a plan or state of Terraform, but none of its {count} resources describes nodes")
        }
    };
    let help =
        "understood are node pools of EKS, GKE and AKS, and Auto Scaling groups that are tagged as nodes";
    InventoryError::new(source, problem, help)
}

/// The pools of the resources that were written.
fn pools(text: &str, written: &[Written<'_>]) -> Result<Vec<NodePool>, Fault> {
    let mut located = Vec::new();
    for resource in written {
        let place = span_of(text, resource.values);
        located.push((place, read(resource.values, place)?, unknown_of(resource, place)?));
    }
    let resources = written.iter().zip(&located).map(|(written, (place, known, unknown))| Resource {
        kind: &written.kind,
        name: written.address.clone(),
        format: FORMAT.name,
        block: Block::new(known.root(), unknown.as_ref().map(Document::root), Case::Snake),
        span: span_of(text, written.place),
        offset: place.start,
    });
    cloud::pools(&resources.collect::<Vec<_>>())
}

fn unknown_of(resource: &Written<'_>, place: Span) -> Result<Option<Document>, Fault> {
    resource.unknown.map(|unknown| read(unknown, place)).transpose()
}

/// A part of the text as a located value; its spans count from the start of the part.
fn read(raw: &RawValue, place: Span) -> Result<Document, Fault> {
    let source = SourceFile::new("", raw.get());
    let document = yaml::load(&source, &Limits::default()).into_iter().next();
    match document.map(|document| document.content) {
        Some(Ok(Some(document))) => Ok(document),
        Some(Err(error)) => Err(Fault::new(place, error.message)),
        _ => Err(Fault::new(place, "a resource without values")),
    }
}

/// The place of a part that was borrowed from the text.
fn span_of(text: &str, part: &RawValue) -> Span {
    let start = part.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
    Span::new(start, start + part.get().len())
}
