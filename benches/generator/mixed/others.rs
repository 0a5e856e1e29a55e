//! What stands between the manifests: charts, definitions, dashboards, documents, pictures and code.

use std::fmt::Write as _;

use super::{Place, words};
use crate::generator::numbers::Numbers;

/// The values of a chart, with comments.
pub(super) fn values(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out =
        format!("# Values of {}.\nreplicaCount: 2\nimage:\n  repository: {}\n", place.app, place.app);
    for section in 0..4 + numbers.below(24) {
        let _ = write!(
            out,
            "# {}\nsection{section}:\n  enabled: {}\n  size: {}\n  tolerations: []\n  extra: {{}}\n",
            words(9, numbers),
            numbers.percent(50),
            numbers.below(100)
        );
    }
    out.into_bytes()
}

/// A template of a chart.
pub(super) fn template(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = String::from(
        "{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include \"app.fullname\" . }}
  labels: {{- include \"app.labels\" . | nindent 4 }}
spec:
  template:
    spec:
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: main
          image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"
          env:
",
    );
    for number in 0..numbers.below(20) {
        let _ = writeln!(
            out,
            "            - name: SETTING_{number}\n              value: {{{{ .Values.setting{number} | quote }}}}"
        );
    }
    let _ = writeln!(out, "{{{{- end }}}}\n# {}", place.app);
    out.into_bytes()
}

/// A definition of a custom resource: long, deep, and full of descriptions.
pub(super) fn definition(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = format!(
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things{}.example.com
spec:
  group: example.com
  names: {{kind: Thing{}, plural: things{}}}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
",
        place.number, place.number, place.number
    );
    for number in 0..60 + numbers.below(400) {
        let _ = writeln!(
            out,
            "                field{number}:\n                  description: |-\n                    {}\n                    {}\n                  type: string",
            words(16, numbers),
            words(12, numbers)
        );
    }
    out.into_bytes()
}

/// A dashboard as its editor saves it.
pub(super) fn dashboard(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = format!("{{\n  \"title\": \"{}\",\n  \"panels\": [\n", place.app);
    for panel in 0..10 + numbers.below(90) {
        let separator = if panel == 0 { "" } else { ",\n" };
        let _ = write!(
            out,
            "{separator}    {{
      \"id\": {panel},
      \"type\": \"timeseries\",
      \"title\": \"{}\",
      \"gridPos\": {{\"h\": 8, \"w\": 12, \"x\": 0, \"y\": {}}},
      \"datasource\": {{\"type\": \"prometheus\", \"uid\": \"${{source}}\"}},
      \"fieldConfig\": {{\"defaults\": {{\"unit\": \"short\", \"custom\": {{\"lineWidth\": 1, \"fillOpacity\": 10}}}}, \"overrides\": []}},
      \"targets\": [{{\"expr\": \"sum(rate(container_cpu_usage_seconds_total{{pod=~\\\"{}.*\\\", node=~\\\"$node\\\"}}[5m])) by (pod)\", \"legendFormat\": \"{{{{pod}}}}\", \"refId\": \"A\"}}]
    }}",
            words(4, numbers),
            panel * 8,
            place.app
        );
    }
    out.push_str("\n  ],\n  \"schemaVersion\": 39\n}\n");
    out.into_bytes()
}

pub(super) fn markdown(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = format!("# {}\n\n", place.app);
    for paragraph in 0..3 + numbers.below(20) {
        let _ = writeln!(out, "## Part {paragraph}\n\n{}.\n", words(60, numbers));
    }
    out.push_str("```yaml\nkind: DaemonSet\nmetadata: {name: example}\n```\n");
    out.into_bytes()
}

/// Bytes behind the signature of a PNG: neither text nor YAML.
pub(super) fn image(_: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for _ in 0..1_000 + numbers.below(12_000) {
        out.extend(numbers.next().to_le_bytes());
    }
    out
}

pub(super) fn code(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = String::from("package main\n\nimport \"context\"\n\n");
    for number in 0..5 + numbers.below(40) {
        let _ = writeln!(
            out,
            "// step{number}: {}\nfunc (s *server) step{number}(ctx context.Context) error {{\n\tif err := s.store.Put(ctx, \"{}\", {number}); err != nil {{\n\t\treturn err\n\t}}\n\treturn nil\n}}\n",
            words(12, numbers),
            place.app
        );
    }
    out.into_bytes()
}

/// A pipeline of a build server: YAML that is no manifest.
pub(super) fn pipeline(place: &Place, numbers: &mut Numbers) -> Vec<u8> {
    let mut out = format!("name: {}\non:\n  push:\n    branches: [main]\njobs:\n", place.app);
    for number in 0..2 + numbers.below(8) {
        let _ = writeln!(
            out,
            "  job-{number}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - name: {}\n        run: |\n          make step-{number}\n          make report",
            words(4, numbers)
        );
    }
    out.into_bytes()
}
