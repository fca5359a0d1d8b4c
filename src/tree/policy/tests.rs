//! The policy, asked by hand.

use std::slice;
use std::sync::Arc;

use crate::domain::{
    AccountId, FolderRule, Grant, GrantId, GroupId, HidePattern, PathKey, Principal, Right, Rights,
    RuleId, VirtualPath,
};

use super::Policy;

fn path(text: &str) -> VirtualPath {
    VirtualPath::parse(text).expect("a path")
}

fn key(text: &str) -> PathKey {
    path(text).key()
}

fn ann() -> Principal {
    Principal::Account(AccountId::from_unique("ann"))
}

fn team() -> Principal {
    Principal::Group(GroupId::from_unique("team"))
}

fn grant(principal: Principal, at: &str, rights: Rights) -> Grant {
    Grant {
        id: GrantId::from_unique("1"),
        principal,
        path: path(at),
        rights,
    }
}

fn rule(at: &str, inherited: bool, hide: &[&str]) -> FolderRule {
    let patterns = hide.iter().map(|text| HidePattern::parse(text));
    FolderRule {
        id: RuleId::from_unique("1"),
        path: path(at),
        inherited,
        hide: patterns.collect::<Result<_, _>>().expect("patterns"),
        password: None,
        header: None,
        readme: None,
        view: None,
        sort: None,
    }
}

fn ruled(rules: impl IntoIterator<Item = FolderRule>) -> Policy {
    Policy::new([], rules.into_iter().map(Arc::new))
}

fn granted(grants: impl IntoIterator<Item = Grant>) -> Policy {
    Policy::new(grants, [])
}

/// What these may do at a path.
fn rights(policy: &Policy, principals: &[Principal], at: &str) -> Rights {
    let key = key(at);
    let trail = policy.along(&key);
    trail.rights(principals, trail.depth())
}

#[test]
fn the_deepest_place_at_or_above_decides_with_all_that_stands_there() {
    let policy = granted([
        grant(ann(), "/a", Rights::ALL),
        grant(ann(), "/a/B", Rights::READER),
        grant(team(), "/A/b", Right::Write.into()),
        grant(team(), "/a/b/c/d", Rights::NONE),
    ]);
    let both = [ann(), team()];
    for (at, expected) in [
        ("/", Rights::NONE),
        ("/a", Rights::ALL),
        ("/a/x", Rights::ALL),
        ("/a/b", Rights::WRITER),
        ("/A/B/C", Rights::WRITER),
        ("/a/b/c/d/e", Rights::NONE),
        ("/ab", Rights::NONE),
    ] {
        assert_eq!(rights(&policy, &both, at), expected, "{at}");
    }
    assert_eq!(rights(&policy, &[ann()], "/a/b/c/d"), Rights::READER);
    assert_eq!(rights(&policy, &[], "/a"), Rights::NONE);
    let key = key("/a/b/c");
    let trail = policy.along(&key);
    let deciding: Vec<_> = trail.deciding(&both, 3).map(|grant| &grant.path).collect();
    assert_eq!(deciding, [&path("/a/B"), &path("/A/b")]);
}

#[test]
fn two_grants_of_one_principal_at_one_place_count_together() {
    let policy = granted([
        grant(ann(), "/a", Right::List.into()),
        grant(ann(), "/A", Right::Read.into()),
    ]);
    assert_eq!(rights(&policy, &[ann()], "/a/b"), Rights::READER);
}

#[test]
fn a_way_leads_on_to_a_grant_further_down() {
    let policy = granted([
        grant(ann(), "/a/b/c", Rights::READER),
        grant(team(), "/a/b", Right::Write.into()),
        grant(team(), "/z", Rights::NONE),
    ]);
    let way = |principal: Principal, at: &str| {
        let key = key(at);
        let trail = policy.along(&key);
        let way = trail
            .end()
            .and_then(|node| node.way_to(slice::from_ref(&principal), Right::List));
        let leads = trail.leads_to(slice::from_ref(&principal), Right::List);
        assert_eq!(leads, way.is_some());
        way.map(|grant| grant.path.clone())
    };
    for above in ["/", "/a", "/A/B"] {
        assert_eq!(way(ann(), above), Some(path("/a/b/c")), "{above}");
    }
    for aside in ["/a/b/c", "/a/c", "/z", "/a/b/c/d"] {
        assert_eq!(way(ann(), aside), None, "{aside}");
    }
    assert_eq!(way(team(), "/"), None);
}

#[test]
fn a_rule_hides_names_right_in_its_folder_and_an_inherited_one_all_below() {
    let policy = ruled([
        rule("/a", true, &["*.tmp"]),
        rule("/a/b", false, &["secret", "s*"]),
    ]);
    let hidden = |at: &str| {
        let key = key(at);
        let trail = policy.along(&key);
        let hidings: Vec<_> = trail
            .hidings()
            .map(|hiding| (hiding.depth, hiding.pattern.as_str().to_owned()))
            .collect();
        hidings
    };
    let expected = |all: &[(usize, &str)]| -> Vec<_> {
        all.iter()
            .map(|(depth, pattern)| (*depth, (*pattern).to_owned()))
            .collect()
    };
    for (at, hidings) in [
        ("/", &[][..]),
        ("/x.tmp", &[]),
        ("/a/X.TMP", &[(2, "*.tmp")]),
        ("/a/b/c/x.tmp/y", &[(4, "*.tmp")]),
        ("/a/b/Secret", &[(3, "secret"), (3, "s*")]),
        ("/a/b/c/secret", &[]),
        ("/a/secret", &[]),
    ] {
        assert_eq!(hidden(at), expected(hidings), "{at}");
    }
}

#[test]
fn the_nearest_rule_speaks_first_and_those_that_are_not_inherited_only_of_their_own_folder() {
    let policy = ruled([
        rule("/", true, &[]),
        rule("/a", false, &[]),
        rule("/a/b", true, &[]),
    ]);
    let speaking = |at: &str| {
        let key = key(at);
        let trail = policy.along(&key);
        let paths: Vec<_> = trail.rules().map(|rule| rule.path.to_string()).collect();
        paths.join(" ")
    };
    assert_eq!(speaking("/a"), "/a /");
    assert_eq!(speaking("/a/b"), "/a/b /");
    assert_eq!(speaking("/a/b/c/d"), "/a/b /");
    assert_eq!(speaking("/z"), "/");
}

#[test]
fn a_password_holds_for_all_below_inherited_or_not() {
    let locked = |at: &str| FolderRule {
        password: Some(1),
        ..rule(at, false, &[])
    };
    let policy = ruled([locked("/a/b"), locked("/A"), rule("/", true, &[])]);
    let passwords = |at: &str| {
        let key = key(at);
        let trail = policy.along(&key);
        let paths: Vec<_> = trail
            .passwords()
            .map(|rule| rule.path.to_string())
            .collect();
        paths.join(" ")
    };
    assert_eq!(passwords("/a/b/c/d"), "/A /a/b");
    assert_eq!(passwords("/a/c"), "/A");
    assert_eq!(passwords("/"), "");
}

#[test]
fn the_points_below_a_place_are_where_grants_and_rules_stand() {
    let policy = Policy::new(
        [
            grant(ann(), "/a/B", Rights::NONE),
            grant(team(), "/a/b", Rights::ALL),
            grant(ann(), "/", Rights::READER),
            grant(ann(), "/ab", Rights::READER),
        ],
        [Arc::new(rule("/a/b/c/d", false, &[]))],
    );
    let points = |at: &str| {
        let key = key(at);
        let points = policy.points_below(&key).map(PathKey::as_str);
        let points: Vec<_> = points.collect();
        points.join(" ")
    };
    assert_eq!(points("/"), " /a/b /a/b/c/d /ab");
    assert_eq!(points("/A"), "/a/b /a/b/c/d");
    assert_eq!(points("/a/b/c"), "/a/b/c/d");
    assert_eq!(points("/a/c"), "");
}

#[test]
fn names_nested_a_thousand_deep_are_walked_and_let_go() {
    let deep = "/a".repeat(1_000);
    let policy = granted([grant(ann(), &deep, Rights::ALL)]);
    assert_eq!(policy.points_below(&key("/")).count(), 1);
    assert!(policy.along(&key("/")).leads_to(&[ann()], Right::List));
    assert_eq!(rights(&policy, &[ann()], &deep), Rights::ALL);
}
