//! deprecated-registry: an image of a registry that is frozen.

use k8s_openapi::api::core::v1::Container;

use crate::lint::engine::snippet;
use crate::lint::knowledge::frozen_image_registries::former_registry;
use crate::lint::pod::image::ImageReference;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "deprecated-registry",
    summary: "an image comes from a frozen registry of the Kubernetes project",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
An image is pulled from k8s.gcr.io, gcr.io/google_containers or another registry that the Kubernetes project used before
registry.k8s.io. One finding a DaemonSet, with a label at each image.",
        why: "\
k8s.gcr.io has been frozen since April 2023: no release and no security fix appears there, and what is left is served by redirects
that are promised for nobody knows how long. A DaemonSet asks on every new node, so the day on which an image is gone is the day
on which new nodes stay without the agent: `ImagePullBackOff: manifest unknown`. Images from gcr.io/google_containers are older
still, and many have no build for arm64.",
        remedy: "\
Write registry.k8s.io in place of the old name; image names and tags are the same. Allow it in firewalls and mirrors first: it
redirects to stores of several clouds. For images of gcr.io/google_containers look up whether the new registry has that tag.",
        bad: "
containers:
  - name: kube-proxy
    image: k8s.gcr.io/kube-proxy:v1.24.0
",
        good: "
containers:
  - name: kube-proxy
    image: registry.k8s.io/kube-proxy:v1.24.0
",
        links: &[
            "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/",
            "https://kubernetes.io/blog/2022/11/28/registry-k8s-io-faster-cheaper-ga/",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// A kustomization of the run may know an image by its former name; what is reported of the image stays the same.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    cx.containers().into_iter().any(|container| concerned(container).is_some())
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let concerned: Vec<Concerned<'_>> = cx.containers().into_iter().filter_map(concerned).collect();
    let Some((Concerned { path, registry, rest, .. }, others)) = concerned.split_first() else { return };
    let finding = out
        .report(cx.at(path), format!("{registry} is frozen: no fix appears there any more"))
        .help(format!("write registry.k8s.io/{rest}"))
        .fix(
            applicability(&concerned),
            "write registry.k8s.io",
            Patch::all(concerned.iter().map(|image| moved(cx, image))),
        );
    for other in others {
        finding.label(cx.at(&other.path).span, "also of a frozen registry");
    }
}

/// An image of a former registry.
struct Concerned<'a> {
    path: FieldPath,
    image: &'a str,
    registry: &'static str,
    rest: &'a str,
}

fn concerned((path, container): (FieldPath, &Container)) -> Option<Concerned<'_>> {
    let image = container.image.as_deref()?;
    let (registry, rest) = former_registry(image)?;
    Some(Concerned { path: path.key("image"), image, registry, rest })
}

/// k8s.gcr.io already answers with registry.k8s.io; whether that has an image of `google_containers` nobody promises.
fn applicability(concerned: &[Concerned<'_>]) -> Applicability {
    let is_older = concerned.iter().any(|image| image.registry.contains("google"));
    if is_older { Applicability::Unsafe } else { Applicability::Safe }
}

/// The image in the present registry; none if a kustomization finds it by its old name.
fn moved(cx: &DaemonSetContext<'_>, concerned: &Concerned<'_>) -> Option<Patch> {
    let image = ImageReference::parse(concerned.image)?;
    let text = snippet::scalar(&format!("registry.k8s.io/{}", concerned.rest));
    (!cx.run.known.kustomize_images(cx.run.set).name(&image)).then(|| cx.set(&concerned.path, &text))?
}
