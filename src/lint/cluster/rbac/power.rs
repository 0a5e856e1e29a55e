//! What the rules of a role allow.

use k8s_openapi::api::rbac::v1::PolicyRule;

/// Whether a rule allows everything on everything.
pub(crate) fn is_everything(rule: &PolicyRule) -> bool {
    let any = |list: &Option<Vec<String>>| list.iter().flatten().any(|item| item == "*");
    any(&rule.api_groups)
        && any(&rule.resources)
        && rule.verbs.iter().any(|verb| verb == "*")
        && is_for_all(rule)
}

/// Whether a rule allows some verb on a resource (`pods`, `pods/exec`), whatever the object's name.
///
/// `RuleAllows` in `plugin/pkg/auth/authorizer/rbac/rbac.go` and `ResourceMatches` in
/// `pkg/apis/rbac/v1/evaluation_helpers.go`, 1.34: `*` matches all, `*/exec` the subresource of all.
pub(crate) fn allows(rule: &PolicyRule, group: &str, resource: &str, verbs: &[&str]) -> bool {
    let groups = rule.api_groups.iter().flatten();
    let any_of = resource.split_once('/').map(|(_, sub)| format!("*/{sub}"));
    let resources = rule.resources.iter().flatten();
    let is_meant = |item: &String| item == "*" || item == resource || any_of.as_ref() == Some(item);
    groups.into_iter().any(|item| item == "*" || item == group)
        && resources.into_iter().any(is_meant)
        && rule.verbs.iter().any(|verb| verb == "*" || verbs.contains(&verb.as_str()))
        && is_for_all(rule)
}

fn is_for_all(rule: &PolicyRule) -> bool {
    rule.resource_names.as_ref().is_none_or(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(groups: &[&str], resources: &[&str], verbs: &[&str]) -> PolicyRule {
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        PolicyRule {
            api_groups: Some(list(groups)),
            resources: Some(list(resources)),
            verbs: list(verbs),
            ..PolicyRule::default()
        }
    }

    #[test]
    fn wildcards_match_as_upstream() {
        assert!(allows(&rule(&[""], &["*"], &["get"]), "", "pods/exec", &["get"]));
        assert!(allows(&rule(&["*"], &["*/exec"], &["*"]), "", "pods/exec", &["create"]));
        assert!(!allows(&rule(&[""], &["pods"], &["create"]), "", "pods/exec", &["create"]));
        assert!(!allows(&rule(&[""], &["pods/*"], &["create"]), "", "pods/exec", &["create"]));
        assert!(!allows(&rule(&["apps"], &["*"], &["*"]), "", "pods", &["get"]));
    }

    #[test]
    fn names_narrow_a_rule() {
        let mut narrow = rule(&["*"], &["*"], &["*"]);
        assert!(is_everything(&narrow));
        narrow.resource_names = Some(vec!["own".to_owned()]);
        assert!(!is_everything(&narrow));
        assert!(!allows(&narrow, "", "secrets", &["get"]));
    }
}
