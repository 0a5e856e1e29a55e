//! mutable-image-tag: images that are other bits from one day to the next.

use k8s_openapi::api::core::v1::Container;

use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::image::{ImageReference, is_moving};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "mutable-image-tag",
    summary: "an image has no tag, or one that moves, so that nodes run different versions",
    category: Category::Security,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container has an image without tag and digest, or with the tag `latest` and no digest. The port of
a registry is no tag (`registry:5000/agent` has none), and a digest pins the image whatever the tag says. There is one
finding a DaemonSet, with a label at each image. Tags that follow a branch or a channel (`main`, `master`, `edge`, `canary`,
`nightly`, `dev`, `stable`, `latest-v8`, `2-latest`, `1.4-SNAPSHOT`, and whatever has no number in it, such as `alpine`) are a note, where
no other image is worse: they move just so, but their name does not say whether anybody still pushes to them.

Left out are placeholders that another program fills in (`${IMAGE}`, `FILLED BY THE OPERATOR`, `registry.example/changeme`), images whose tag or
digest a kustomization of the same run sets (`images:` with `newTag` or `digest`), and containers with
`imagePullPolicy: Never`, which take what lies on the node.",
        why: "\
A Deployment pulls its image for a few pods within a minute. A DaemonSet pulls it on every node, and again on each node
that joins, for months: with a moving tag each node runs the version of the day on which it joined. The same DaemonSet
then behaves differently on different nodes, `kubectl rollout undo` changes nothing because the old template names the
same tag, and nobody can say which version runs where without asking every node. `latest` also sets imagePullPolicy to
Always: every restart asks the registry, and when the registry is away or counts pulls (`toomanyrequests: You have
reached your pull rate limit`) agents on all nodes fail with ImagePullBackOff. Whoever can push to the tag reaches
every node, with all the privileges of an agent.",
        remedy: "\
Name a version, and add its digest where the pipeline can keep it current: `agent:1.8.2@sha256:…`. The digest is what
runs, the tag is for readers. Renovate and Dependabot update both. In kustomize bases, set the version with `images:`.",
        bad: "
containers:
  - name: agent
    image: registry.example:5000/agent
",
        good: "
containers:
  - name: agent
    image: registry.example:5000/agent:1.8.2
",
        links: &[
            "https://kubernetes.io/docs/concepts/containers/images/#image-names",
            "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
            "https://kubernetes.io/docs/concepts/configuration/overview/",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// A kustomization of the run may set the version.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    cx.containers().into_iter().any(|(_, container)| mutable_image(container).is_some())
}

/// The image of a container, if nodes may have different versions of it.
fn mutable_image(container: &Container) -> Option<ImageReference<'_>> {
    let text = container.image.as_deref().filter(|text| !has_placeholder(text))?;
    let image = ImageReference::parse(text)?;
    let is_pulled = container.image_pull_policy.as_deref() != Some("Never");
    (is_pulled && (image.is_mutable() || follows_branch(&image))).then_some(image)
}

/// Whether the tag is one of a branch or channel other than `latest`.
fn follows_branch(image: &ImageReference<'_>) -> bool {
    image.digest.is_none() && image.tag.is_some_and(is_moving)
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let containers = cx.containers();
    let mut places: Vec<(FieldPath, ImageReference<'_>)> = Vec::new();
    for (path, container) in &containers {
        if let Some(image) = mutable_image(container) {
            places.push((path.clone().key("image"), image));
        }
    }
    if places.is_empty() {
        return;
    }
    let set = cx.run.known.kustomize_images(cx.run.set);
    places.retain(|(_, image)| !set.set(image));
    // What is surely pulled anew comes first, since the finding stands there.
    places.sort_by_key(|(_, image)| !image.is_mutable());
    let Some((_, first)) = places.first() else { return };
    let message = match places.len() {
        1 => format!("image `{}` moves: nodes run what it was when they pulled it", first.name()),
        count => format!("{count} images move: nodes run what they were when they pulled them"),
    };
    let is_worse = places.iter().any(|(_, image)| image.is_mutable());
    let help = format!("name a version, best with its digest: {}:1.2.3@sha256:…", first.repository());
    let marked: Vec<(FieldPath, String)> =
        places.into_iter().map(|(path, image)| (path, words(&image))).collect();
    if let Some(finding) = report_with_labels(cx, out, &marked, message) {
        finding.help(help);
        if !is_worse {
            finding.severity(Severity::Note);
        }
    }
}

fn words(image: &ImageReference<'_>) -> String {
    match image.tag {
        Some(tag) => format!("`{tag}` is whatever was pushed last"),
        None => "no tag means `latest`".to_owned(),
    }
}
