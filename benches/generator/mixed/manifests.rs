//! Manifests of applications.

use std::fmt::Write as _;

use super::{Place, words};
use crate::generator::numbers::Numbers;

fn metadata(place: &Place, numbers: &mut Numbers) -> String {
    let Place { team, app, .. } = place;
    let version = numbers.below(60);
    format!(
        "metadata:
  name: {app}
  namespace: {team}
  labels:
    app.kubernetes.io/name: {app}
    app.kubernetes.io/version: \"1.{version}\"
    example.com/team: {team}
"
    )
}

fn environment(indent: &str, numbers: &mut Numbers) -> String {
    let mut out = String::new();
    for number in 0..4 + numbers.below(14) {
        let _ = match numbers.below(3) {
            0 => writeln!(
                out,
                "{indent}- name: SECRET_{number}\n{indent}  valueFrom:\n{indent}    secretKeyRef:\n{indent}      name: credentials\n{indent}      key: key-{number}"
            ),
            1 => writeln!(
                out,
                "{indent}- name: SETTING_{number}\n{indent}  value: \"{}\"",
                numbers.below(9999)
            ),
            _ => writeln!(out, "{indent}- {{name: ADDRESS_{number}, value: http://store-{number}:8080}}"),
        };
    }
    out
}

/// The template of a workload; some spread their pods, and some take the network of the node.
fn template(place: &Place, numbers: &mut Numbers) -> String {
    let app = &place.app;
    let spread = if numbers.percent(12) {
        format!(
            "      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: {{matchLabels: {{app.kubernetes.io/name: {app}}}}}
"
        )
    } else {
        String::new()
    };
    let network = if numbers.percent(2) { "      hostNetwork: true\n" } else { "" };
    let environment = environment("            ", numbers);
    let (major, minor) = (numbers.below(9), numbers.below(90));
    format!(
        "  selector:
    matchLabels:
      app.kubernetes.io/name: {app}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {app}
    spec:
      serviceAccountName: {app}
{network}{spread}      containers:
        - name: main
          # Built from main by the pipeline.
          image: registry.example.com/{}/{app}:{major}.{minor}
          ports:
            - name: http
              containerPort: 8080
          env:
{environment}          resources:
            requests:
              cpu: 100m
              memory: 256Mi
            limits:
              memory: 512Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          livenessProbe:
            httpGet:
              path: /live
              port: http
",
        place.team
    )
}

pub(super) fn deployment(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    let replicas = 1 + numbers.below(9);
    let template = template(place, numbers);
    format!("apiVersion: apps/v1\nkind: Deployment\n{metadata}spec:\n  replicas: {replicas}\n{template}")
        .into_bytes()
}

pub(super) fn stateful_set(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    let template = template(place, numbers);
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\n{metadata}spec:\n  serviceName: {}\n{template}",
        place.app
    )
    .into_bytes()
}

pub(super) fn service(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    format!(
        "apiVersion: v1
kind: Service
{metadata}spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: {}
  ports:
    - name: http
      port: 80
      targetPort: http
",
        place.app
    )
    .into_bytes()
}

/// Settings in a file of the application's own; some are long.
pub(super) fn config_map(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out =
        format!("apiVersion: v1\nkind: ConfigMap\n{}data:\n  settings.yaml: |\n", metadata(place, numbers));
    let lines = if numbers.percent(10) { 400 } else { 10 + numbers.below(60) };
    for number in 0..lines {
        let _ = writeln!(out, "    setting_{number}: {}", words(3, numbers));
    }
    out.into_bytes()
}

pub(super) fn kustomization(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let (major, minor) = (numbers.below(9), numbers.below(90));
    format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: {}
resources:
  - ../../base
  - deployment.yaml
  - service.yaml
images:
  - name: registry.example.com/{}/{}
    newTag: \"{major}.{minor}\"
patches:
  - path: patch.yaml
commonLabels:
  example.com/number: \"{}\"
",
        place.team, place.team, place.app, place.number
    )
    .into_bytes()
}

pub(super) fn rbac(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    let Place { team, app, .. } = place;
    format!(
        "apiVersion: v1
kind: ServiceAccount
{metadata}---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
{metadata}rules:
  - apiGroups: [\"\"]
    resources: [configmaps, secrets]
    verbs: [get, list, watch]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, create, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
{metadata}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {app}
subjects:
  - kind: ServiceAccount
    name: {app}
    namespace: {team}
"
    )
    .into_bytes()
}

pub(super) fn ingress(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    let app = &place.app;
    format!(
        "apiVersion: networking.k8s.io/v1
kind: Ingress
{metadata}  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  rules:
    - host: {app}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {{service: {{name: {app}, port: {{name: http}}}}}}
"
    )
    .into_bytes()
}

pub(super) fn autoscaler(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    let (least, most, app) = (2 + numbers.below(3), 6 + numbers.below(20), &place.app);
    format!(
        "apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
{metadata}spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {app}}}
  minReplicas: {least}
  maxReplicas: {most}
  metrics:
    - type: Resource
      resource: {{name: cpu, target: {{type: Utilization, averageUtilization: 70}}}}
"
    )
    .into_bytes()
}

pub(super) fn network_policy(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let metadata = metadata(place, numbers);
    format!(
        "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{metadata}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {{matchLabels: {{example.com/ingress: \"true\"}}}}
      ports:
        - {{port: 8080}}
",
        place.app
    )
    .into_bytes()
}

/// What an overlay changes of a Deployment.
pub(super) fn patch(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let Place { app, .. } = place;
    let replicas = 2 + numbers.below(20);
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {app}
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: main
          resources:
            limits:
              memory: 1Gi
"
    )
    .into_bytes()
}
