//! always-pull-pinned: images of a fixed version that are asked for again at every start.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::image::ImageReference;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "always-pull-pinned",
    summary: "a pinned image is pulled at every start of every pod",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container has imagePullPolicy Always, and its image has a tag other than `latest`, or a digest. There
is one finding a DaemonSet, with a label at each container.",
        why: "\
Always makes the kubelet ask the registry at every start, although the version is known and the image lies on the node.
A DaemonSet starts on all nodes at once: a rollout over 100 nodes with two such containers asks 200 times, and an init
container with a small image of Docker Hub has run whole clusters into the limit for anonymous pulls. When the registry
is away, a node that reboots cannot start its agent, though nothing is missing.",
        remedy: "\
Leave the policy out (a fixed tag then means IfNotPresent), or write IfNotPresent. Keep Always where the registry has to
check the right to use the image at each start, on nodes that several tenants share; the admission plugin
AlwaysPullImages does the same for all pods.",
        bad: "
containers:
  - name: agent
    image: registry.example/agent:1.8.2
    imagePullPolicy: Always
",
        good: "
containers:
  - name: agent
    image: registry.example/agent:1.8.2
    imagePullPolicy: IfNotPresent
",
        links: &[
            "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
            "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let containers = cx.containers().into_iter().filter(|(_, container)| {
        let image = container.image.as_deref().and_then(ImageReference::parse);
        container.image_pull_policy.as_deref() == Some("Always")
            && image.is_some_and(|image| !image.is_mutable())
    });
    let places: Vec<(FieldPath, String)> = containers
        .map(|(path, container)| {
            (path.key("imagePullPolicy"), format!("of {}", container.image.as_deref().unwrap_or_default()))
        })
        .collect();
    let message = match places.len() {
        1 => "a pinned image is pulled at every start, on every node".to_owned(),
        count => format!("{count} pinned images are pulled at every start, on every node"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        let patch = Patch::all(places.iter().map(|(path, _)| cx.set(path, "IfNotPresent")));
        finding.help("write IfNotPresent, or leave imagePullPolicy out").fix(
            Applicability::Unsafe,
            "set imagePullPolicy to IfNotPresent",
            patch,
        );
    }
}
