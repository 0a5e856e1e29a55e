//! Which bindings name a `ServiceAccount`, or a group that it belongs to.

use std::collections::BTreeMap;

use k8s_openapi::api::rbac::v1::Subject;

use super::Account;

/// The group of all accounts; with a namespace behind a colon that of the accounts of the namespace.
const ALL_ACCOUNTS: &str = "system:serviceaccounts";

/// The subjects of bindings, with the numbers of the bindings.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    /// By name and namespace; a subject may name no namespace.
    accounts: BTreeMap<String, BTreeMap<Option<String>, Vec<usize>>>,
    /// By the namespace, none for all of them.
    groups: BTreeMap<Option<String>, Vec<usize>>,
}

impl Subjects {
    pub(super) fn add(&mut self, binding: usize, subjects: &[Subject]) {
        for subject in subjects {
            match (subject.kind.as_str(), subject.name.strip_prefix(ALL_ACCOUNTS)) {
                ("ServiceAccount", _) => {
                    let named = self.accounts.entry(subject.name.clone()).or_default();
                    named.entry(subject.namespace.clone()).or_default().push(binding);
                }
                ("Group", Some("")) => self.groups.entry(None).or_default().push(binding),
                ("Group", Some(rest)) => {
                    let Some(namespace) = rest.strip_prefix(':') else { continue };
                    self.groups.entry(Some(namespace.to_owned())).or_default().push(binding);
                }
                _ => {}
            }
        }
    }

    /// The bindings of which an account is a subject, by their numbers; some perhaps twice. Where no namespace is written
    /// the name decides, unless it is `default`: every namespace has one of that name.
    pub(super) fn bindings_of<'s>(&'s self, account: Account<'s>) -> impl Iterator<Item = usize> + 's {
        let own = account.namespace;
        let known = match own {
            None if account.name == "default" => Some("default"),
            _ => own,
        };
        let named = self.accounts.get(account.name);
        let of_namespace = named.and_then(|named| named.get(&known.map(str::to_owned)));
        let of_any = named.and_then(|named| named.get(&None)).filter(|_| known.is_some());
        // Without a namespace it may be any of them; those that name none are among these.
        let all = named.filter(|_| known.is_none()).into_iter().flat_map(BTreeMap::values);
        let all = all.filter(move |list| !of_namespace.is_some_and(|known| std::ptr::eq(known, *list)));
        let group = own.and_then(|own| self.groups.get(&Some(own.to_owned())));
        let groups = self.groups.get(&None).into_iter().chain(group);
        of_namespace.into_iter().chain(of_any).chain(all).chain(groups).flatten().copied()
    }
}
