//! Who writes a DaemonSet of a cluster, by the marks that tools leave on it.

use daemonset_lint::manifest::{self, Input, Live};
use daemonset_lint::yaml::{Limits, SourceFile};
use serde_json::{Value as Json, json};

use crate::sandbox::Sandbox;

#[expect(clippy::needless_pass_by_value, reason = "calls read better")]
fn object(name: &str, metadata: Json, pods: Json) -> Json {
    let mut object = json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": { "name": name, "namespace": "agents" },
        "spec": {
            "selector": { "matchLabels": { "app": "a" } },
            "template": { "metadata": pods, "spec": { "containers": [{ "name": "a", "image": "a:1" }] } },
        },
    });
    let own = object["metadata"].as_object_mut().unwrap();
    own.extend(metadata.as_object().unwrap().clone());
    object["spec"]["template"]["metadata"]["labels"]["app"] = json!("a");
    object
}

fn managed_by(name: &str, metadata: Json, pods: Json) -> Option<String> {
    Live::of(&object(name, metadata, pods)).managed_by.map(|managed_by| managed_by.by)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn managers_are_known_by_their_marks() {
    let labels = |labels: Json| json!({ "labels": labels });
    let annotations = |annotations: Json| json!({ "annotations": annotations });
    let eks = |manager: &str| json!({ "managedFields": [{ "manager": "kube-controller-manager", "operation": "Update" }, { "manager": manager, "operation": "Apply" }] });
    let helm = json!({ "meta.helm.sh/release-name": "node-exporter", "meta.helm.sh/release-namespace": "monitoring" });
    let own = [
        (
            "a",
            json!({ "ownerReferences": [
            { "apiVersion": "v1", "kind": "Node", "name": "n", "uid": "1" },
            { "apiVersion": "nfd.k8s-sigs.io/v1", "kind": "NodeFeatureDiscovery", "name": "nfd", "uid": "2", "controller": true },
        ] }),
            "NodeFeatureDiscovery nfd",
        ),
        ("aws-node", eks("eks"), "the EKS add-on vpc-cni"),
        ("third-party", eks("eks"), "an EKS add-on"),
        (
            "a",
            labels(
                json!({ "kubernetes.azure.com/managedby": "aks", "addonmanager.kubernetes.io/mode": "Reconcile" }),
            ),
            "AKS",
        ),
        ("a", annotations(json!({ "components.gke.io/component-name": "pdcsi" })), "GKE, component pdcsi"),
        (
            "a",
            annotations(json!({ "include.release.openshift.io/self-managed-high-availability": "true" })),
            "the cluster version operator of OpenShift",
        ),
        ("a", labels(json!({ "resources.gardener.cloud/managed-by": "gardener" })), "Gardener"),
        (
            "a",
            annotations(json!({ "argocd.argoproj.io/tracking-id": "agents:apps/DaemonSet:agents/a" })),
            "the Argo CD application agents",
        ),
        (
            "a",
            annotations(json!({ "argocd.argoproj.io/tracking-id": "team_agents:apps/DaemonSet:agents/a" })),
            "the Argo CD application team/agents",
        ),
        ("a", labels(json!({ "argocd.argoproj.io/instance": "agents" })), "the Argo CD application agents"),
        (
            "a",
            json!({ "annotations": helm, "labels": { "helm.toolkit.fluxcd.io/name": "exporter", "helm.toolkit.fluxcd.io/namespace": "flux" } }),
            "the Flux HelmRelease flux/exporter",
        ),
        (
            "a",
            labels(
                json!({ "kustomize.toolkit.fluxcd.io/name": "agents", "kustomize.toolkit.fluxcd.io/namespace": "flux" }),
            ),
            "the Flux Kustomization flux/agents",
        ),
        (
            "a",
            annotations(
                json!({ "objectset.rio.cattle.io/owner-gvk": "k3s.cattle.io/v1, Kind=Addon", "objectset.rio.cattle.io/owner-name": "metrics", "objectset.rio.cattle.io/owner-namespace": "kube-system" }),
            ),
            "the Addon kube-system/metrics",
        ),
        ("a", annotations(helm.clone()), "the Helm release monitoring/node-exporter"),
        (
            "a",
            labels(json!({ "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "aws-vpc-cni-1.18.0" })),
            "the Helm chart aws-vpc-cni-1.18.0",
        ),
        (
            "a",
            labels(
                json!({ "olm.owner": "nexus.v1", "olm.owner.kind": "ClusterServiceVersion", "olm.owner.namespace": "nexus" }),
            ),
            "the ClusterServiceVersion nexus/nexus.v1",
        ),
        (
            "a",
            labels(
                json!({ "addon.kops.k8s.io/name": "networking.cilium.io", "app.kubernetes.io/managed-by": "kops" }),
            ),
            "the kOps addon networking.cilium.io",
        ),
        (
            "a",
            labels(json!({ "addonmanager.kubernetes.io/mode": "Reconcile" })),
            "the addon manager of the cluster",
        ),
        ("a", labels(json!({ "app.kubernetes.io/managed-by": "tigera-operator" })), "tigera-operator"),
    ];
    for (name, metadata, expected) in own {
        assert_eq!(managed_by(name, metadata.clone(), json!({})).as_deref(), Some(expected), "{metadata}");
    }
    let aks = labels(json!({ "kubernetes.azure.com/managedby": "aks" }));
    assert_eq!(managed_by("a", json!({}), aks).as_deref(), Some("AKS"));
    let gke = annotations(json!({ "components.gke.io/component-name": "fluentbit" }));
    assert_eq!(managed_by("a", json!({}), gke).as_deref(), Some("GKE, component fluentbit"));
}

#[test]
fn what_is_no_mark_names_no_manager() {
    let none = [
        json!({}),
        json!({ "labels": { "addonmanager.kubernetes.io/mode": "EnsureExists", "app.kubernetes.io/instance": "a" } }),
        json!({ "labels": { "app.kubernetes.io/managed-by": "" } }),
        json!({ "annotations": { "meta.helm.sh/release-name": "a\nb", "argocd.argoproj.io/tracking-id": ":x" } }),
        json!({ "annotations": { "meta.helm.sh/release-name": "a".repeat(1000) } }),
        json!({ "ownerReferences": [{ "apiVersion": "v1", "kind": "Node", "name": "n", "uid": "1" }] }),
        json!({ "managedFields": [{ "manager": "kubectl", "operation": "Apply" }] }),
    ];
    for metadata in none {
        assert_eq!(managed_by("aws-node", metadata.clone(), json!({})), None, "{metadata}");
    }
}

#[test]
fn what_is_no_daemon_set_has_no_manager() {
    for object in
        [json!(null), json!([]), json!({ "kind": "Service" }), json!({ "metadata": { "labels": 1 } })]
    {
        assert_eq!(Live::of(&object), Live::default());
    }
}

#[test]
fn a_dump_says_it_and_a_manifest_does_not() {
    let release =
        json!({ "annotations": { "meta.helm.sh/release-name": "r", "meta.helm.sh/release-namespace": "n" } });
    let mut dumped = release.clone();
    dumped["uid"] = json!("0bd0d24b-1c4f-4e35-9e6f-1d9a2a9a7b3c");
    let sandbox = Sandbox::new();
    sandbox.file("dump.json", object("dumped", dumped, json!({})).to_string());
    sandbox.file("manifest.json", object("written", release, json!({})).to_string());
    let run = sandbox.run(&["check", "dump.json"]);
    assert!(
        run.out.contains("DaemonSet agents/dumped  (managed by the Helm release n/r: fix it there)\n"),
        "{run:?}"
    );
    assert!(
        sandbox
            .run(&["check", "dump.json", "-o", "json"])
            .out
            .contains(r#""managedBy": "the Helm release n/r""#)
    );
    for args in [&["check", "manifest.json"][..], &["check", "manifest.json", "-o", "json"]] {
        let run = sandbox.run(args);
        assert!(run.out.contains("written") && !run.out.contains("managed"), "{run:?}");
    }
}

#[test]
fn a_live_object_has_the_manager_that_came_with_it() {
    let text = manifest::manifest_of(object("a", json!({ "uid": "1" }), json!({})));
    assert!(!text.contains("uid"));
    let set = |managed_by| {
        let input = Input::live(
            SourceFile::new("c:daemonset/agents/a", text.clone()),
            Live { managed_by, ..Live::default() },
        );
        manifest::read(vec![input], &Limits::default())
    };
    let of = |managed_by| {
        let set = set(managed_by);
        set.managed_by(&set.objects[0]).map(|managed_by| managed_by.to_string())
    };
    assert_eq!(of(None), None);
    let eks = manifest::ManagedBy { by: "an EKS add-on".to_owned() };
    assert_eq!(of(Some(eks)).as_deref(), Some("managed by an EKS add-on: fix it there"));
}
