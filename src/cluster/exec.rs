//! Exec plugins of a kubeconfig: run once, before the first request. (kube would run them three times for a client, and
//! shows their environment where they fail.)

use std::io::{self, IsTerminal};
use std::process::{Command, Output, Stdio};

use kube::config::{ExecConfig, ExecInteractiveMode};
use serde::{Deserialize, Serialize};

use super::ClusterError;
use super::words::one_line;

/// What a plugin gives to log in with.
pub(super) struct Credentials {
    /// The bearer token.
    pub(super) token: Option<String>,
    /// Client certificate and key, in PEM.
    pub(super) certificate: Option<(String, String)>,
}

/// `ExecCredential` as it is written for the plugin (`KUBERNETES_EXEC_INFO`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Info<'a> {
    kind: &'static str,
    api_version: &'a str,
    spec: serde_json::Value,
}

/// `ExecCredential` as the plugin writes it (k8s.io/client-go `pkg/apis/clientauthentication/v1`, v0.37).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    #[serde(default)]
    api_version: String,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    client_certificate_data: Option<String>,
    #[serde(default)]
    client_key_data: Option<String>,
}

/// Runs the plugin. As `Authenticator.refreshCredsLocked` (client-go `plugin/pkg/client/auth/exec/exec.go`, v0.37).
pub(super) fn run(exec: &ExecConfig) -> Result<Credentials, ClusterError> {
    let Some(command) = exec.command.as_deref().filter(|command| !command.is_empty()) else {
        return Err(fault("the exec plugin of the kubeconfig has no command", "give it a `command`"));
    };
    let interactive = is_interactive(exec, command)?;
    let output = start(exec, command, interactive).map_err(|error| not_started(exec, command, &error))?;
    if !output.status.success() {
        return Err(failed(command, &output, interactive));
    }
    credentials(exec, command, &output.stdout)
}

/// Whether the plugin may talk to the user: it needs a terminal for that.
fn is_interactive(exec: &ExecConfig, command: &str) -> Result<bool, ClusterError> {
    let has_terminal = io::stdin().is_terminal();
    match exec.interactive_mode {
        Some(ExecInteractiveMode::Never) => Ok(false),
        Some(ExecInteractiveMode::Always) if !has_terminal => Err(ClusterError {
            problem: format!("the exec plugin {command} needs a terminal on standard input"),
            help: "run it in a terminal, with the manifests from a file instead of standard input".to_owned(),
        }),
        _ => Ok(has_terminal),
    }
}

fn start(exec: &ExecConfig, command: &str, interactive: bool) -> io::Result<Output> {
    let mut spec = serde_json::json!({ "interactive": interactive });
    if let Some(cluster) = exec.cluster.as_ref().filter(|_| exec.provide_cluster_info) {
        spec["cluster"] = serde_json::to_value(cluster)?;
    }
    let api_version = exec.api_version.as_deref().unwrap_or_default();
    let info = serde_json::to_string(&Info { kind: "ExecCredential", api_version, spec })?;
    let mut process = Command::new(command);
    process.args(exec.args.iter().flatten());
    for variable in exec.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            process.env(name, value);
        }
    }
    process.env("KUBERNETES_EXEC_INFO", info).stdout(Stdio::piped());
    if interactive {
        process.stdin(Stdio::inherit()).stderr(Stdio::inherit());
    } else {
        process.stdin(Stdio::null()).stderr(Stdio::piped());
    }
    process.spawn()?.wait_with_output()
}

fn not_started(exec: &ExecConfig, command: &str, error: &io::Error) -> ClusterError {
    let hint = exec.install_hint.as_deref().map(one_line).filter(|hint| !hint.is_empty());
    if error.kind() == io::ErrorKind::NotFound {
        let help = hint.unwrap_or_else(|| format!("install {command}, or add its directory to PATH"));
        return fault(format!("the exec plugin {command} of the kubeconfig is not installed"), help);
    }
    let problem = format!("the exec plugin {command} cannot be started: {error}");
    fault(problem, "make it executable, or correct `command` in the kubeconfig")
}

fn failed(command: &str, output: &Output, interactive: bool) -> ClusterError {
    let words = one_line(&String::from_utf8_lossy(&output.stderr));
    let problem = match words.as_str() {
        // An interactive plugin has said it to the terminal itself.
        _ if interactive => format!("the exec plugin {command} failed ({})", output.status),
        "" => format!("the exec plugin {command} failed without a word ({})", output.status),
        words => format!("the exec plugin {command} failed: {words}"),
    };
    fault(problem, format!("log in again with the tools of {command}; `kubectl get nodes` runs it, too"))
}

fn credentials(exec: &ExecConfig, command: &str, output: &[u8]) -> Result<Credentials, ClusterError> {
    let help = format!("update {command}, or run it by hand to see what it prints");
    // The words of the parser would quote what was printed, which may be a token.
    let given: Given = serde_json::from_slice(output)
        .map_err(|_| fault(format!("the exec plugin {command} did not print an ExecCredential"), &help))?;
    if let Some(wanted) = exec.api_version.as_deref().filter(|wanted| *wanted != given.api_version) {
        let found = one_line(&given.api_version);
        return Err(fault(format!("the exec plugin {command} answered in {found}, not {wanted}"), &help));
    }
    let status =
        given.status.ok_or_else(|| fault(format!("the exec plugin {command} printed no status"), &help))?;
    let present = |text: Option<String>| text.filter(|text| !text.is_empty());
    let token = present(status.token);
    let certificate = present(status.client_certificate_data).zip(present(status.client_key_data));
    if token.is_none() && certificate.is_none() {
        return Err(fault(
            format!("the exec plugin {command} gave neither a token nor a certificate"),
            &help,
        ));
    }
    Ok(Credentials { token, certificate })
}

fn fault(problem: impl Into<String>, help: impl Into<String>) -> ClusterError {
    ClusterError { problem: problem.into(), help: help.into() }
}
