//! Lists: pages, retries in the middle, and what is asked for where.

use std::collections::BTreeSet;
use std::sync::Mutex;

use daemonset_lint::cluster::{Kind, NoProgress, Progress, Scope, Wanted};
use insta::assert_snapshot;

use super::server::{Answer, Request};
use super::{Setup, list, nothing, object};

/// The pages of a list of nodes, by the token that asks for them.
fn pages(request: &Request) -> Answer {
    let nodes = |from: usize| (from..from + 2).map(|n| object("", &format!("node-{n}"))).collect::<Vec<_>>();
    match request.parameter("continue") {
        None => Answer::json(list("Node", &nodes(0), r#""continue":"a+/=","remainingItemCount":4"#)),
        Some("a%2B%2F%3D") => {
            Answer::json(list("Node", &nodes(2), r#""continue":"b","remainingItemCount":2"#))
        }
        Some(_) => Answer::json(list("Node", &nodes(4), "")),
    }
}

#[derive(Default)]
struct Heard(Mutex<Vec<(Kind, usize, Option<usize>)>>);

impl Progress for Heard {
    fn read(&self, kind: Kind, count: usize, total: Option<usize>) {
        self.0.lock().unwrap().push((kind, count, total));
    }
}

#[test]
fn pages_are_read_in_order_and_reported() {
    let setup = Setup::new(pages);
    let heard = Heard::default();
    let state = setup.connect().unwrap().read(&Wanted::default(), &heard).unwrap();
    let names: Vec<_> = state.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["node-0", "node-1", "node-2", "node-3", "node-4", "node-5"]);
    let heard = heard.0.into_inner().unwrap();
    assert_eq!(heard, [2, 4, 6].map(|count| (Kind::Node, count, Some(6))));
    let requests = setup.server.requests();
    let targets: Vec<_> = requests.iter().map(|request| request.target.replace("?&", "?")).collect();
    assert_eq!(
        targets,
        [
            "/api/v1/nodes?limit=500",
            "/api/v1/nodes?limit=500&continue=a%2B%2F%3D",
            "/api/v1/nodes?limit=500&continue=b"
        ]
    );
    assert_eq!(requests[0].header("authorization"), [format!("Bearer {}", super::TOKEN)]);
}

#[test]
fn a_list_that_expires_is_begun_again() {
    let expired = |times: usize| {
        Setup::new(move |request| match request.parameter("continue") {
            Some("b") if request.before < times => {
                Answer::status(410, "Expired", "The provided continue parameter is too old")
            }
            _ => pages(request),
        })
    };
    let setup = expired(2);
    assert_eq!(setup.read(&Wanted::default()).unwrap().nodes.len(), 6);
    assert_eq!(setup.server.requests().len(), 9);
    let setup = expired(usize::MAX);
    assert_snapshot!(setup.error(), @r"
        the list of nodes expires before it is read to its end: The provided continue parameter is too old
          help: try again when the server is less busy, or read less with -n
        ");
    assert_eq!(setup.server.requests().len(), 12, "three more times");
}

#[test]
fn daemon_sets_come_as_manifests() {
    let setup = Setup::new(|request| match request.path() {
        "/apis/apps/v1/daemonsets" | "/apis/apps/v1/namespaces/b/daemonsets" => Answer::json(list(
            "DaemonSet",
            &[
                object("b", "two"),
                object("a", "three").replace("}}", r#","deletionTimestamp":"2026-01-01T00:00:00Z"}}"#),
                object("a", "one").replace("}}", r#"},"spec":{"minReadySeconds":5},"status":{"x":1}}"#),
            ],
            "",
        )),
        _ => nothing(request),
    });
    let found = setup.daemon_sets(&Scope::default()).unwrap();
    let names: Vec<_> = found.texts.iter().map(|text| text.source.name().to_owned()).collect();
    assert_eq!(names, ["test:daemonset/a/one", "test:daemonset/b/two"]);
    assert_eq!(found.deleting, 1);
    let text = found.texts[0].source.text();
    for line in ["apiVersion: apps/v1", "kind: DaemonSet", "minReadySeconds: 5"] {
        assert!(text.contains(line), "{text}");
    }
    assert!(!text.contains("status"), "{text}");
    let scope = Scope { namespace: Some("b".to_owned()), selector: Some("app in (x,y)".to_owned()) };
    setup.daemon_sets(&scope).unwrap();
    let target = setup.server.requests().pop().unwrap().target.replace("?&", "?");
    assert_eq!(target, "/apis/apps/v1/namespaces/b/daemonsets?labelSelector=app+in+%28x%2Cy%29&limit=500");
}

/// The paths that a read asks for.
fn asked(setup: &Setup, wanted: &Wanted) -> BTreeSet<String> {
    setup.connect().unwrap().read(wanted, &NoProgress).unwrap();
    setup.server.requests().iter().map(|request| request.path().to_owned()).collect()
}

#[test]
fn kinds_are_read_where_the_run_is() {
    let kinds = vec![Kind::Service, Kind::PriorityClass, Kind::Namespace, Kind::NetworkPolicy];
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let wanted = Wanted { kinds, namespaces: names(&["a", "b", "a"]), pods: true, ..Wanted::default() };
    let paths = asked(&Setup::new(nothing), &wanted);
    let expected = [
        "/api/v1/namespaces",
        "/api/v1/namespaces/a/services",
        "/api/v1/namespaces/b/services",
        "/api/v1/nodes",
        "/api/v1/pods",
        "/apis/networking.k8s.io/v1/namespaces/a/networkpolicies",
        "/apis/networking.k8s.io/v1/namespaces/b/networkpolicies",
        "/apis/scheduling.k8s.io/v1/priorityclasses",
    ];
    assert_eq!(paths, expected.map(str::to_owned).into());
}

#[test]
fn of_many_namespaces_all_is_read_and_the_rest_dropped() {
    let setup = Setup::new(|request| match request.path() {
        "/api/v1/services" => Answer::json(list(
            "Service",
            &[object("n-3", "mine"), object("other", "theirs"), object("n-1", "mine")],
            "",
        )),
        "/api/v1/namespaces" => {
            Answer::json(list("Namespace", &[object("", "n-1"), object("", "other")], ""))
        }
        _ => nothing(request),
    });
    let namespaces = (0..11).map(|n| format!("n-{n}")).collect();
    let wanted = Wanted { kinds: vec![Kind::Service, Kind::Namespace], namespaces, ..Wanted::default() };
    let state = setup.read(&wanted).unwrap();
    let names: Vec<_> = state.objects.iter().map(|object| object.source.name().to_owned()).collect();
    assert_eq!(names, ["test:namespace/n-1", "test:service/n-1/mine", "test:service/n-3/mine"]);
    assert_eq!(setup.server.requests().len(), 3);
}

#[test]
fn what_may_not_be_read_is_named_and_the_rest_goes_on() {
    let setup = Setup::new(|request| match request.path() {
        "/api/v1/nodes" => Answer::json(list("Node", &[object("", "a")], "")),
        "/api/v1/namespaces/a/services" => Answer::json(list("Service", &[object("a", "s")], "")),
        "/apis/policy/v1/namespaces/a/poddisruptionbudgets"
        | "/apis/policy/v1/namespaces/b/poddisruptionbudgets" => {
            Answer::Full(404, vec![], "404 page not found".to_owned())
        }
        path => Answer::status(403, "Forbidden", &format!("no {path}")),
    });
    let kinds = vec![Kind::Service, Kind::PriorityClass, Kind::PodDisruptionBudget];
    let namespaces = vec!["a".to_owned(), "b".to_owned()];
    let wanted = Wanted { kinds, namespaces, pods: true, ..Wanted::default() };
    let state = setup.read(&wanted).unwrap();
    assert_eq!((state.nodes.len(), state.pods.is_none(), state.objects.len()), (1, true, 1));
    let denied: Vec<_> = state
        .denied
        .iter()
        .map(|denied| (denied.kind, denied.namespace.as_deref(), denied.message.as_str()))
        .collect();
    assert_eq!(
        denied,
        [
            (Kind::Pod, None, "no /api/v1/pods"),
            (Kind::PriorityClass, None, "no /apis/scheduling.k8s.io/v1/priorityclasses"),
            (Kind::Service, Some("b"), "no /api/v1/namespaces/b/services"),
        ]
    );
}

#[test]
fn of_rbac_only_what_concerns_the_accounts_is_read() {
    let binding = |namespace: &str, name: &str, role: &str, subject: &str| {
        let metadata = object(namespace, name);
        let role = role.split_once('/').unwrap();
        let rest =
            format!(r#","roleRef":{{"kind":"{}","name":"{}"}},"subjects":[{subject}]}}"#, role.0, role.1);
        format!("{}{rest}", metadata.strip_suffix('}').unwrap())
    };
    let agent = r#"{"kind":"ServiceAccount","name":"agent","namespace":"a"}"#;
    let other = r#"{"kind":"ServiceAccount","name":"other","namespace":"a"}"#;
    let all = r#"{"kind":"Group","name":"system:serviceaccounts"}"#;
    let narrow = [
        binding("a", "mine", "Role/local", agent),
        binding("a", "missing", "Role/gone", agent),
        binding("a", "theirs", "Role/theirs", other),
    ];
    let wide = [
        binding("", "everyone", "ClusterRole/system:basic", all),
        binding("", "mine", "ClusterRole/secret", agent),
        binding("", "theirs", "ClusterRole/theirs", other),
    ];
    let setup = Setup::new(move |request| {
        let rbac = request.path().strip_prefix("/apis/rbac.authorization.k8s.io/v1/");
        match rbac {
            Some("namespaces/a/rolebindings") => Answer::json(list("RoleBinding", &narrow, "")),
            Some("clusterrolebindings") => Answer::json(list("ClusterRoleBinding", &wide, "")),
            Some("namespaces/a/roles/local") => Answer::json(object("a", "local")),
            Some("clusterroles/system%3Abasic") => Answer::json(object("", "system:basic")),
            Some("clusterroles/secret") => Answer::status(403, "Forbidden", "no"),
            Some("namespaces/a/roles/gone") => Answer::status(404, "NotFound", "roles \"gone\" not found"),
            Some(path) => panic!("{path} is not asked for"),
            None => nothing(request),
        }
    });
    let wanted = Wanted {
        kinds: vec![Kind::RoleBinding, Kind::ClusterRole],
        namespaces: vec!["a".to_owned()],
        accounts: vec![("a".to_owned(), "agent".to_owned())],
        ..Wanted::default()
    };
    let state = setup.read(&wanted).unwrap();
    let names: Vec<_> = state.objects.iter().map(|object| object.source.name().to_owned()).collect();
    assert_eq!(
        names,
        [
            "test:rolebinding/a/mine",
            "test:rolebinding/a/missing",
            "test:clusterrolebinding/everyone",
            "test:clusterrolebinding/mine",
            "test:role/a/local",
            "test:clusterrole/system:basic",
        ]
    );
    let denied: Vec<_> = state.denied.iter().map(|denied| denied.kind).collect();
    assert_eq!(denied, [Kind::ClusterRole]);
}

#[test]
fn a_namespace_does_not_lead_elsewhere() {
    let setup = Setup::new(nothing);
    let namespaces = vec!["../../nodes?x=".to_owned()];
    let wanted = Wanted { kinds: vec![Kind::Service], namespaces, ..Wanted::default() };
    let paths = asked(&setup, &wanted);
    assert!(paths.contains("/api/v1/namespaces/..%2F..%2Fnodes%3Fx%3D/services"), "{paths:?}");
}
