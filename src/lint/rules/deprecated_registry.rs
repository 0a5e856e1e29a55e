//! deprecated-registry: an image of a registry or an organisation that is frozen or gone.

use k8s_openapi::api::core::v1::Container;

use crate::lint::engine::snippet;
use crate::lint::knowledge::frozen_image_registries::{Fate, FormerHome, Tags, former_home};
use crate::lint::pod::image::ImageReference;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "deprecated-registry",
    summary: "an image comes from a place that its makers have left",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
An image is pulled from a place that its makers have left: k8s.gcr.io, gcr.io/google_containers and the other registries that the
Kubernetes project used before registry.k8s.io; quay.io/k8scsi (now registry.k8s.io/sig-storage); a version of docker.io/bitnami
(moved to docker.io/bitnamilegacy from August 2025; `latest` and minideb stayed) and bitnamilegacy itself; gcr.io/kubebuilder and
quay.io/coreos for kube-rbac-proxy (now quay.io/brancz); flannel, kube-state-metrics and prometheus-operator of quay.io/coreos; the
ingress controller and the local volume provisioner of quay.io; google/cadvisor (now ghcr.io); and Weave, whose makers have closed. One finding a DaemonSet and place, with a label at each image.",
        why: "\
In a place that is frozen (k8s.gcr.io since April 2023) no release and no security fix appears, and what is left is served by redirects
that are promised for nobody knows how long. Where images are gone (bitnami, k8scsi, gcr.io/kubebuilder), a pod starts only on nodes that
still have the image. A DaemonSet asks on every new node, so the day on which an image goes is the day on which new nodes stay
without the agent: `ImagePullBackOff: manifest unknown`. Images from gcr.io/google_containers are older still, and many have no
build for arm64.",
        remedy: "\
Write the new place, and look up whether it has the tag: with registry.k8s.io in place of k8s.gcr.io names and tags are the same.
Allow it in firewalls and mirrors first; registry.k8s.io redirects to stores of several clouds. bitnamilegacy keeps pods running
and gets no fixes: take the image of the project itself, or Bitnami's paid catalogue.",
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
            "https://github.com/bitnami/containers/issues/83267",
            "https://github.com/kubernetes-sigs/kubebuilder/discussions/3907",
            "https://github.com/kubernetes-csi/csi-release-tools/issues/86",
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
    // One place after another: each has its own story.
    let mut told: Vec<(&str, Fate)> = Vec::new();
    for first in &concerned {
        let story = first.story();
        if told.contains(&story) {
            continue;
        }
        told.push(story);
        let same: Vec<&Concerned<'_>> = concerned.iter().filter(|other| other.story() == story).collect();
        report(cx, &same, out);
    }
}

fn report(cx: &DaemonSetContext<'_>, concerned: &[&Concerned<'_>], out: &mut Findings) {
    let Some((first, others)) = concerned.split_first() else { return };
    let name = first.home.name();
    let message = match first.home.fate {
        Fate::Frozen => format!("{name} is frozen: no fix appears there any more"),
        Fate::Gone => format!("the image is gone from {name}: nodes cannot pull it"),
    };
    let finding = out.report(cx.at(&first.path), message).help(help(first)).fix(
        applicability(concerned),
        format!("write {}", first.place()),
        Patch::all(concerned.iter().map(|image| moved(cx, image))),
    );
    for other in others {
        finding.label(cx.at(&other.path).span, "from there as well");
    }
}

fn help(concerned: &Concerned<'_>) -> String {
    match (&concerned.now, concerned.home.tags) {
        (None, _) => "take an image that is maintained".to_owned(),
        (Some(now), Tags::Same | Tags::Most) => format!("write {now}"),
        (Some(now), Tags::Others) => {
            let without_tag = ImageReference::parse(now).map_or_else(|| now.clone(), |now| now.repository());
            format!("take a version of {without_tag}")
        }
    }
}

/// An image of a former registry.
struct Concerned<'a> {
    path: FieldPath,
    image: &'a str,
    home: &'static FormerHome,
    now: Option<String>,
}

impl Concerned<'_> {
    /// What images have in common that are reported together.
    fn story(&self) -> (&'static str, Fate) {
        (self.place(), self.home.fate)
    }

    /// Where the images are now, or where they were if they have no other place.
    fn place(&self) -> &'static str {
        self.home.now.unwrap_or_else(|| self.home.name()).trim_end_matches('/')
    }
}

fn concerned((path, container): (FieldPath, &Container)) -> Option<Concerned<'_>> {
    let image = container.image.as_deref()?;
    let (home, now) = former_home(image)?;
    Some(Concerned { path: path.key("image"), image, home, now })
}

/// k8s.gcr.io already answers with registry.k8s.io; whether that has an image of `google_containers` nobody promises.
fn applicability(concerned: &[&Concerned<'_>]) -> Applicability {
    let is_same = concerned.iter().all(|image| image.home.tags == Tags::Same);
    if is_same { Applicability::Safe } else { Applicability::Unsafe }
}

/// The image in the present registry; none if that has other tags, or if a kustomization finds it by its old name.
fn moved(cx: &DaemonSetContext<'_>, concerned: &Concerned<'_>) -> Option<Patch> {
    let image = ImageReference::parse(concerned.image)?;
    let now = concerned.now.as_deref().filter(|_| concerned.home.tags != Tags::Others)?;
    let text = snippet::scalar(now);
    (!cx.run.known.kustomize_images(cx.run.set).name(&image)).then(|| cx.set(&concerned.path, &text))?
}
