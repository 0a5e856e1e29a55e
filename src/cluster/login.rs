//! Settles with what to log in, before kube is asked to: what kubectl prefers, and what must not be shown.

use std::fs;

use k8s_openapi::ByteString;
use kube::config::{AuthInfo, Config};
use serde_json::Value;

use super::words::{Secrets, one_line, without_user};
use super::{Access, ClusterError, exec};

/// How the user logs in; decides what to do where the server refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Login {
    /// An exec plugin, by its command.
    Plugin(String),
    /// A token of the kubeconfig, or of a file.
    Token,
    /// User name and password.
    Password,
    /// A client certificate.
    Certificate,
    /// Nothing at all.
    Anonymous,
}

/// Settles the credentials of a configuration. The order is that of client-go (`getUserIdentificationPartialConfig` in
/// `tools/clientcmd/client_config.go` and `HTTPWrappersForConfig` in `transport/round_trippers.go`, v0.37): a token file
/// before a token, either before a plugin.
pub(super) fn settle(config: &mut Config, secrets: &mut Secrets) -> Result<Login, ClusterError> {
    collect(config, secrets);
    let user = &mut config.auth_info;
    read_token_file(user, secrets)?;
    let has_password = user.username.is_some() && user.password.is_some();
    if user.token.is_some() {
        user.exec = None;
        return Ok(Login::Token);
    }
    if has_password {
        user.exec = None;
        return Ok(Login::Password);
    }
    if let Some(plugin) = user.exec.take() {
        let command = plugin.command.clone().unwrap_or_default();
        let given = exec::run(&plugin).map_err(|error| error.without(secrets))?;
        take_over(user, given, secrets)?;
        return Ok(Login::Plugin(command));
    }
    let has_certificate = user.client_certificate.is_some() || user.client_certificate_data.is_some();
    Ok(match (has_certificate, &user.auth_provider) {
        (true, _) => Login::Certificate,
        (false, Some(_)) => Login::Token,
        (false, None) => Login::Anonymous,
    })
}

/// Whom to act as: `--as` and `--as-group` in place of what the kubeconfig says.
pub(super) fn impersonate(config: &mut Config, access: &Access) -> Result<(), ClusterError> {
    let user = &mut config.auth_info;
    if let Some(name) = &access.user {
        user.impersonate = Some(name.clone());
    }
    if !access.groups.is_empty() {
        user.impersonate_groups = Some(access.groups.clone());
    }
    if user.impersonate.is_none() && user.impersonate_groups.as_ref().is_some_and(|groups| !groups.is_empty())
    {
        return Err(ClusterError {
            problem: "cannot act as a group without a user".to_owned(),
            help: "name the user, too: --as USER --as-group GROUP".to_owned(),
        });
    }
    Ok(())
}

/// Through serde, which gives away what the types of kube hide.
fn collect(config: &Config, secrets: &mut Secrets) {
    let user = serde_json::to_value(&config.auth_info).unwrap_or_default();
    for key in ["password", "token", "client-key-data"] {
        user.get(key).and_then(Value::as_str).into_iter().for_each(|secret| secrets.add(secret));
    }
    let provider = user.pointer("/auth-provider/config").and_then(Value::as_object);
    provider.into_iter().flatten().filter_map(|(_, value)| value.as_str()).for_each(|text| secrets.add(text));
    let plugin = config.auth_info.exec.iter();
    for variable in plugin.clone().flat_map(|plugin| plugin.env.iter().flatten()) {
        variable.get("value").into_iter().for_each(|value| secrets.add(value));
    }
    for argument in plugin.flat_map(|plugin| plugin.args.iter().flatten()) {
        if let Some((name, value)) = argument.split_once('=')
            && ["secret", "token", "password", "key"].iter().any(|word| name.contains(word))
        {
            secrets.add(value);
        }
    }
    for url in [Some(&config.cluster_url), config.proxy_url.as_ref()].into_iter().flatten() {
        if let Some((user, _)) = url.authority().and_then(|authority| authority.as_str().rsplit_once('@')) {
            secrets.add(user);
            user.split_once(':').into_iter().for_each(|(_, password)| secrets.add(password));
        }
    }
}

fn read_token_file(user: &mut AuthInfo, secrets: &mut Secrets) -> Result<(), ClusterError> {
    if let Some(path) = user.token_file.take().filter(|path| !path.is_empty()) {
        match fs::read_to_string(&path) {
            Ok(token) => user.token = Some(token.trim().to_owned().into()),
            // As client-go: the token stands in for a file that cannot be read.
            Err(_) if user.token.is_some() => {}
            Err(error) => {
                return Err(ClusterError {
                    problem: format!("cannot read the token file {path}: {error}"),
                    help: "correct `tokenFile` of the user in the kubeconfig, or log in again".to_owned(),
                });
            }
        }
    }
    let token = serde_json::to_value(&*user).unwrap_or_default();
    let token = token.get("token").and_then(Value::as_str).unwrap_or_default();
    if token.is_empty() {
        user.token = None;
        return Ok(());
    }
    secrets.add(token);
    usable(token)
}

/// Whether a token can be sent in a header.
fn usable(token: &str) -> Result<(), ClusterError> {
    if token.chars().all(|character| character.is_ascii_graphic() || character == ' ') {
        return Ok(());
    }
    Err(ClusterError {
        problem: "the token of the user holds characters that no token has, such as line breaks".to_owned(),
        help: "write it into the kubeconfig again, or log in again".to_owned(),
    })
}

fn take_over(
    user: &mut AuthInfo,
    given: exec::Credentials,
    secrets: &mut Secrets,
) -> Result<(), ClusterError> {
    if let Some(token) = given.token {
        secrets.add(&token);
        usable(&token)?;
        user.token = Some(token.into());
    }
    if let Some((certificate, key)) = given.certificate {
        user.client_certificate_data = Some(base64(certificate));
        user.client_key_data = Some(base64(key).into());
    }
    Ok(())
}

/// In base64, as a kubeconfig has it.
fn base64(text: String) -> String {
    let encoded = serde_json::to_value(ByteString(text.into_bytes()));
    encoded.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why kube makes no client of a configuration.
pub(super) fn unusable(context: &str, error: &kube::Error) -> ClusterError {
    let problem = match error {
        // The words would show user and password of the URL.
        kube::Error::ProxyProtocolUnsupported { proxy_url } => {
            format!("the proxy {} speaks an unknown protocol", without_user(&proxy_url.to_string()))
        }
        kube::Error::InferKubeconfig(error) => one_line(&error.to_string()),
        kube::Error::RustlsTls(error) => one_line(&error.to_string()),
        kube::Error::Auth(error) => one_line(&error.to_string()),
        kube::Error::HttpError(_) => "a name to act as cannot be sent: it is not plain text".to_owned(),
        other => one_line(&other.to_string()),
    };
    ClusterError {
        problem: format!("context {context} cannot be used: {problem}"),
        help: "correct the user and the cluster of the context in the kubeconfig, or log in again".to_owned(),
    }
}
