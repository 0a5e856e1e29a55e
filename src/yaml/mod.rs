//! Text to located values. Knows YAML, knows no Kubernetes.
