//! unknown-api: a DaemonSet by an apiVersion or a kind that no server knows.

use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::prelude::*;
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "unknown-api",
    summary: "no API server knows the apiVersion or the kind",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    yields_to: &[],
    options: &[],
    page: Page {
        what: "\
A DaemonSet whose apiVersion is missing, no string, or of a group without a dot that has no DaemonSets (`v1`, `app/v1`, `apps/v2`); or a
kind that is nearly DaemonSet (`daemonset`, `DeamonSet`), or missing from an object of apps/v1 with a pod template. Nothing else in such an
object is checked. Groups with a dot belong to custom resources, such as the DaemonSet of apps.kruise.io/v1alpha1, and are passed over, and so are
templates and patches. Versions that servers once had are removed-api-version.",
        why: "\
kubectl finds no such resource and creates nothing: `no matches for kind \"DaemonSet\" in version \"v1\"`, or `apiVersion not set`. Linters
and schema checkers that look for known kinds pass the file over, so that the pipeline is green.",
        remedy: "Write `apiVersion: apps/v1` and `kind: DaemonSet`; the case counts.",
        bad: "
apiVersion: app/v1
kind: DaemonSet
metadata:
  name: log-agent
",
        good: "
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: log-agent
",
        links: &[
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
            "https://kubernetes.io/docs/reference/using-api/#api-groups",
        ],
    },
    check: Check::Run(check),
};

/// What servers serve, or served, DaemonSets as.
const KNOWN: [&str; 4] = ["apps/v1", "apps/v1beta2", "apps/v1beta1", "extensions/v1beta1"];

const KIND: &str = "DaemonSet";

/// The most letters in which a kind may differ.
const NEAR: usize = 2;

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    for (index, object) in cx.set.objects.iter().enumerate() {
        if object.is_workload() || object.is_reference || object.lost_indentation().is_some() {
            continue;
        }
        let Some(fault) = fault(object) else { continue };
        let context = cx.object(&RULE, index);
        let path = FieldPath::parse(fault.field);
        let finding = out.report(context.at(&path), fault.message);
        finding.help(fault.help);
        if object.node().get(fault.field).is_some() {
            let title = format!("write {}", fault.meant);
            finding.fix(Applicability::Safe, title, context.set(&path, fault.meant));
        }
    }
}

/// What is wrong with type and version.
struct Fault {
    field: &'static str,
    message: String,
    help: &'static str,
    meant: &'static str,
}

fn fault(object: &Object) -> Option<Fault> {
    let (version, kind) = (object.id.api_version.as_str(), object.id.kind.as_str());
    if has_placeholder(version)
        || has_placeholder(kind)
        || object.id.name.as_deref().is_some_and(has_placeholder)
    {
        return None;
    }
    if object.id.group().contains('.') {
        return None;
    }
    if kind == KIND {
        return fault_of_version(object, version);
    }
    fault_of_kind(object, version, kind)
}

fn fault_of_version(object: &Object, version: &str) -> Option<Fault> {
    if KNOWN.contains(&version) {
        return None;
    }
    let message = match object.node().get("apiVersion").filter(|node| !node.is_null()) {
        // A patch may leave the version to its target.
        None if !is_whole(object) => return None,
        None => "apiVersion not set".to_owned(),
        Some(node) if node.as_str().is_none() => "apiVersion is no string".to_owned(),
        Some(_) if version.is_empty() => "apiVersion not set".to_owned(),
        Some(_) => no_matches(KIND, version),
    };
    Some(Fault { field: "apiVersion", message, help: "write `apiVersion: apps/v1`", meant: "apps/v1" })
}

fn fault_of_kind(object: &Object, version: &str, kind: &str) -> Option<Fault> {
    let help = "write `kind: DaemonSet`: the case counts";
    let fault = |message, help| Some(Fault { field: "kind", message, help, meant: KIND });
    if kind.is_empty() {
        let is_ours = KNOWN.contains(&version) && is_whole(object);
        return is_ours
            .then_some(())
            .and_then(|()| fault("kind not set".to_owned(), "name the kind: `kind: DaemonSet`"));
    }
    let lower = kind.to_ascii_lowercase();
    let is_near = kind.len().abs_diff(KIND.len()) <= NEAR
        && strsim::levenshtein(&lower, &KIND.to_ascii_lowercase()) <= NEAR;
    if !is_near || version.is_empty() {
        return None;
    }
    fault(no_matches(kind, version), help)
}

/// What kubectl says.
fn no_matches(kind: &str, version: &str) -> String {
    format!("no matches for kind {kind:?} in version {version:?}")
}

/// Whether an object has what a patch can do without: a selector, and an image in its containers.
fn is_whole(object: &Object) -> bool {
    let field = |path: &'static str| object.node().at(&FieldPath::parse(path));
    let containers = field("spec.template.spec.containers").and_then(Node::as_list);
    field("spec.selector").is_some()
        && containers
            .is_some_and(|containers| containers.iter().any(|container| container.get("image").is_some()))
}
