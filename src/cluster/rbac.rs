//! What the service accounts of a run may do: the bindings that name them, and only the roles that those refer to.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::try_join_all;
use serde::Deserialize;
use serde_json::Value;

use super::advice::{Asked, explain};
use super::kind::Kind;
use super::objects::{Object, decode_if, into_inputs};
use super::read::Part;
use super::server::{Query, Server};
use super::trouble::{Refusal, Trouble};
use super::{ClusterError, Denied, Progress, Wanted};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Binding {
    role_ref: RoleRef,
    #[serde(default)]
    subjects: Option<Vec<Subject>>,
}

#[derive(Deserialize)]
struct RoleRef {
    kind: String,
    name: String,
}

#[derive(Deserialize)]
struct Subject {
    kind: String,
    name: String,
    #[serde(default)]
    namespace: Option<String>,
}

/// The accounts in question.
#[derive(Debug)]
struct Accounts(BTreeSet<(String, String)>);

impl Accounts {
    /// Whether a binding gives anything to one of them, by name or through the groups that every account is in
    /// (`serviceaccount.MakeGroupNames`, Kubernetes v1.37).
    fn are_named_by(&self, binding: &Value) -> bool {
        let Ok(binding) = Binding::deserialize(binding) else { return false };
        binding.subjects.iter().flatten().any(|subject| match subject.kind.as_str() {
            "ServiceAccount" => {
                let namespace = subject.namespace.clone().unwrap_or_default();
                self.0.contains(&(namespace, subject.name.clone()))
            }
            "Group" => match subject.name.strip_prefix("system:serviceaccounts") {
                Some("") => !self.0.is_empty(),
                Some(rest) => rest
                    .strip_prefix(':')
                    .is_some_and(|name| self.0.iter().any(|(namespace, _)| namespace == name)),
                None => false,
            },
            _ => false,
        })
    }
}

/// A role that a binding refers to; `namespace` is empty for a `ClusterRole`.
type RoleName = (Kind, String, String);

fn role_of(binding: &Object) -> Option<RoleName> {
    let role = Binding::deserialize(&binding.value).ok()?.role_ref;
    match role.kind.as_str() {
        "ClusterRole" => Some((Kind::ClusterRole, String::new(), role.name)),
        "Role" => Some((Kind::Role, binding.namespace.clone(), role.name)),
        _ => None,
    }
}

impl Server {
    /// The bindings that name the accounts of a run, and the roles they refer to.
    pub(super) async fn rbac(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<Part, ClusterError> {
        let accounts = Arc::new(Accounts(wanted.accounts.iter().cloned().collect()));
        let lists = [Kind::RoleBinding, Kind::ClusterRoleBinding].map(|kind| {
            let accounts = Arc::clone(&accounts);
            let decode = decode_if(move |object| accounts.are_named_by(&object.value));
            self.everywhere(kind, wanted, decode, progress)
        });
        let mut part = Part::default();
        let mut roles = BTreeSet::new();
        let kinds = [Kind::RoleBinding, Kind::ClusterRoleBinding];
        for (kind, (bindings, denied, _)) in kinds.into_iter().zip(try_join_all(lists).await?) {
            roles.extend(bindings.iter().filter_map(role_of));
            part.objects.extend(into_inputs(bindings, &self.identity.context, kind));
            part.denied.extend(denied);
        }
        let roles = try_join_all(roles.iter().map(|role| self.role(role))).await?;
        for role in roles.into_iter().flatten() {
            match role {
                Ok((kind, role)) => {
                    part.objects.extend(into_inputs(vec![role], &self.identity.context, kind));
                }
                Err(denied) => part.deny(denied),
            }
        }
        Ok(part)
    }

    /// `None` for a role that does not exist: a binding may refer to one.
    async fn role(
        &self,
        (kind, namespace, name): &RoleName,
    ) -> Result<Option<Result<(Kind, Object), Denied>>, ClusterError> {
        let namespace = Some(namespace.as_str()).filter(|namespace| !namespace.is_empty());
        let path = kind.resource().path(namespace);
        let object = |text: String| async move {
            let value = serde_json::from_str::<Value>(&text);
            value.map_err(|error| {
                if error.is_eof() { Trouble::CutOff } else { Trouble::Unreadable(error.to_string()) }
            })
        };
        match self.ask(Query::Get(&path, name), object).await {
            Ok(value) => Ok(Some(Ok((*kind, Object::from(value))))),
            Err(Trouble::Status(Refusal { code: 404, html: false, .. })) => Ok(None),
            Err(Trouble::Status(Refusal { code: 403, words, html: false, .. })) => Ok(Some(Err(Denied {
                kind: *kind,
                namespace: namespace.map(str::to_owned),
                message: self.identity.secrets.hide(&words),
            }))),
            Err(trouble) => {
                Err(explain(&trouble, &self.identity, Asked { kind: *kind, namespace, verb: "get" }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Accounts;

    #[test]
    fn bindings_name_accounts_in_three_ways() {
        let accounts = Accounts([("logging".to_owned(), "agent".to_owned())].into());
        let names = |kind: &str, name: &str, namespace: Option<&str>| {
            accounts.are_named_by(&serde_json::json!({
                "roleRef": {"kind": "ClusterRole", "name": "view"},
                "subjects": [{"kind": "User", "name": "agent"}, {"kind": kind, "name": name, "namespace": namespace}],
            }))
        };
        assert!(names("ServiceAccount", "agent", Some("logging")));
        assert!(names("Group", "system:serviceaccounts", None));
        assert!(names("Group", "system:serviceaccounts:logging", None));
        assert!(!names("ServiceAccount", "agent", Some("default")));
        assert!(!names("ServiceAccount", "agent", None));
        assert!(!names("ServiceAccount", "other", Some("logging")));
        assert!(!names("Group", "system:serviceaccounts:log", None));
        assert!(!names("Group", "system:serviceaccountslogging", None));
        assert!(!names("User", "agent", Some("logging")));
        assert!(!accounts.are_named_by(&serde_json::json!({"roleRef": {"kind": "Role", "name": "view"}})));
    }
}
