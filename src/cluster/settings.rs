//! What a kubeconfig says of one cluster, as settings for kube. (kube's own way from a kubeconfig fails on a `NO_PROXY` that
//! ends in a comma, and shows passwords of proxies.)

use std::fs;

use k8s_openapi::ByteString;
use kube::config::{AuthInfo, Cluster, Config, ExecAuthCluster};
use serde_json::Value;

use super::ClusterError;
use super::proxy::{Environment, with_scheme};
use super::words::{one_line, without_user};

/// The settings for the cluster and the user of a context.
pub(super) fn of(context: &str, cluster: &Cluster, mut user: AuthInfo) -> Result<Config, ClusterError> {
    let fault = |problem: String| ClusterError {
        problem,
        help: "correct the kubeconfig, or choose another context with --context".to_owned(),
    };
    let Some(server) = &cluster.server else {
        return Err(fault(format!("the cluster of context {context} has no server")));
    };
    let url = server.parse();
    let url = url.map_err(|_| {
        fault(format!("the server of context {context} is not a URL: {}", without_user(server)))
    })?;
    if let Some(plugin) = user.exec.as_mut().filter(|plugin| plugin.provide_cluster_info) {
        let cluster = ExecAuthCluster::try_from(cluster);
        plugin.cluster = Some(cluster.map_err(|error| fault(one_line(&error.to_string())))?);
    }
    let mut config = Config::new(url);
    config.root_cert = authority(cluster)
        .map_err(|why| fault(format!("the certificate authority of context {context} {why}")))?;
    config.accept_invalid_certs = cluster.insecure_skip_tls_verify.unwrap_or_default();
    config.disable_compression = cluster.disable_compression.unwrap_or_default();
    config.tls_server_name.clone_from(&cluster.tls_server_name);
    config.auth_info = user;
    find_proxy(&mut config, cluster.proxy_url.as_deref()).map_err(|()| {
        // The URL may hold a password, so that it is not repeated.
        fault(format!("the proxy URL for context {context} is not a URL"))
    })?;
    Ok(config)
}

/// Settles the proxy: that of the kubeconfig, which `NO_PROXY` does not touch, or that of the environment.
pub(super) fn find_proxy(config: &mut Config, written: Option<&str>) -> Result<(), ()> {
    let url = &config.cluster_url;
    let scheme = url.scheme_str().unwrap_or_default();
    let default_port = if scheme == "https" { 443 } else { 80 };
    let proxy = match written {
        Some(proxy) => Some(with_scheme(proxy)),
        None => Environment::of_process().proxy_for(
            scheme,
            url.host().unwrap_or_default(),
            url.port_u16().unwrap_or(default_port),
        ),
    };
    config.proxy_url = proxy.map(|proxy| proxy.parse()).transpose().map_err(|_| ())?;
    Ok(())
}

/// The certificates of the authority, as DER; `None` if the machine's own are to be trusted.
fn authority(cluster: &Cluster) -> Result<Option<Vec<Vec<u8>>>, String> {
    let pem = match (&cluster.certificate_authority_data, &cluster.certificate_authority) {
        (Some(data), _) => decode(data).ok_or("is not valid base64")?,
        (None, Some(path)) => {
            fs::read(path).map_err(|error| format!("cannot be read from {path}: {error}"))?
        }
        (None, None) => return Ok(None),
    };
    let certificates = certificates(&String::from_utf8_lossy(&pem)).ok_or("is not valid PEM")?;
    if certificates.is_empty() {
        return Err("holds no certificate in PEM".to_owned());
    }
    Ok(Some(certificates))
}

/// The certificates of a text in PEM (RFC 7468), as DER; what else it holds is passed over.
fn certificates(pem: &str) -> Option<Vec<Vec<u8>>> {
    const START: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let blocks = pem.split(START).skip(1);
    blocks.map(|block| decode(&block.split_once(END)?.0.split_whitespace().collect::<String>())).collect()
}

fn decode(base64: &str) -> Option<Vec<u8>> {
    let bytes = serde_json::from_value::<ByteString>(Value::from(base64.trim()));
    bytes.ok().map(|bytes| bytes.0)
}

#[cfg(test)]
mod tests {
    use super::certificates;

    #[test]
    fn pem_may_hold_several_certificates_and_more() {
        let one = "# CA\n-----BEGIN CERTIFICATE-----\r\naGVs\r\nbG8=\r\n-----END CERTIFICATE-----\r\n";
        let key = "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n";
        assert_eq!(certificates(&format!("{one}{key}{one}")), Some(vec![b"hello".to_vec(); 2]));
        assert_eq!(certificates(key), Some(Vec::new()));
        assert_eq!(certificates("-----BEGIN CERTIFICATE-----\naGVs"), None);
        assert_eq!(certificates("-----BEGIN CERTIFICATE-----\n?-----END CERTIFICATE-----"), None);
    }
}
