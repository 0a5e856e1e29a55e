//! arch-mismatch: an image for one architecture on nodes of another.

use crate::coverage::{Matches, judge_pool};
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::knowledge::single_arch_images::{ARCH, arch_of_image, listed_arch};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "arch-mismatch",
    summary: "an image for one architecture lands on nodes of another",
    category: Category::Placement,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[RuleOption::List(&SINGLE_ARCH_IMAGES)],
    yields_to: &[],
    page: Page {
        what: "\
The name or the tag of an image ends in an architecture (agent-amd64:1.4, agent:1.4-arm64, agent:1.4_x86_64), or the
option single-arch-images lists the image with one, and the controller wants pods on nodes or pools of another
architecture (--nodes). Nothing is guessed from names without an architecture, and nothing from pools that leave it
open.

The option takes entries such as registry.example/agents/scanner=amd64: the image without its tag, or with it.",
        why: "\
Most images are for several architectures by now, and the one that is not shows only when the first arm64 node joins the
cluster: `exec format error`, CrashLoopBackOff, on each of the new nodes. Autoscalers choose architectures by
price, so that it happens at night. The failing pods count against maxUnavailable and stop the next rollout.",
        remedy: "\
Use the image for several architectures if there is one (`docker manifest inspect` lists them). Else select the
architecture, and ship a second DaemonSet with the image for the other one.",
        bad: "
spec:
  containers:
    - name: agent
      image: registry.example/agent-amd64:1.4.0
",
        good: "
spec:
  nodeSelector:
    kubernetes.io/arch: amd64
  containers:
    - name: agent
      image: registry.example/agent-amd64:1.4.0
",
        links: &[
            "https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes",
            "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch",
        ],
    },
    check: Check::DaemonSet(check),
};

static SINGLE_ARCH_IMAGES: ListOption = ListOption {
    name: "single-arch-images",
    summary: "images that are made for one architecture, as image=architecture",
    default: &[],
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let listed = cx.options.list(&SINGLE_ARCH_IMAGES);
    let images = cx.containers().into_iter().filter_map(|(path, container)| {
        let image = container.image.as_deref()?;
        let arch = listed_arch(image, &listed).or_else(|| arch_of_image(image).map(str::to_owned))?;
        Some((path.key("image"), arch))
    });
    let images: Vec<(FieldPath, String)> = images.collect();
    let Some((first, own)) = images.first() else { return };
    let mut places = Places::wanted(coverage, &run.fleet).real();
    places.nodes.retain(|node| arch(node).is_some_and(|arch| arch != own));
    places.pools.retain(|pool| {
        let mut others = pool.values(ARCH).into_iter().flatten().filter(|arch| *arch != own);
        others.any(|arch| judge_pool(&coverage.pod, &pool.narrowed(ARCH, arch)).matches != Matches::None)
    });
    if places.is_empty() {
        return;
    }
    let finding = out
        .report(cx.at(first), format!("the image is for {own}, {} for others", be(&places)))
        .marker(format!("lands on {}", places.names()))
        .help(format!("use an image for all, or select the architecture:\nnodeSelector:\n  {ARCH}: {own}"));
    for (path, arch) in &images[1..] {
        finding.label(cx.at(path).span, format!("this image is for {arch}"));
    }
}

/// `1 node is`, `2 nodes and 1 pool are`.
fn be(places: &Places<'_>) -> String {
    format!("{} {}", places.count(), if places.len() == 1 { "is" } else { "are" })
}

fn arch(node: &crate::inventory::Node) -> Option<&str> {
    let labels = &node.labels;
    labels.get(ARCH).or_else(|| labels.get("beta.kubernetes.io/arch")).map(String::as_str)
}
