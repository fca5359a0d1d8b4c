//! The decision, case by case, where a sentence says more than a hundred thousand worlds.

use std::sync::Arc;

use crate::domain::{
    Account, AccountId, Caller, FolderRule, Grant, GrantId, GroupId, HidePattern, Pass, Principal,
    Right, Rights, Role, RuleId, Scope, TokenId, Unlock, Username, VirtualPath,
};
use crate::tree::{MountTable, Policy, PrefixSet};

use super::{
    Outcome, Reason, Shown, Standing, Subject, Untraced, Window, decide, decide_subtree, explain,
    sees_all,
};

fn path(text: &str) -> VirtualPath {
    VirtualPath::parse(text).expect("a path")
}

fn ann() -> Principal {
    Principal::Account(AccountId::from_unique("ann"))
}

fn team() -> Principal {
    Principal::Group(GroupId::from_unique("team"))
}

fn grant(principal: Principal, at: &str, rights: Rights) -> Grant {
    Grant {
        id: GrantId::from_unique(at.len()),
        principal,
        path: path(at),
        rights,
    }
}

fn rule(at: &str, hide: &[&str], password: Option<i64>) -> FolderRule {
    let hide = hide.iter().map(|text| HidePattern::parse(text));
    FolderRule {
        id: RuleId::from_unique(at.len()),
        path: path(at),
        inherited: true,
        hide: hide.collect::<Result<_, _>>().expect("patterns"),
        password,
        header: None,
        readme: None,
        view: None,
        sort: None,
    }
}

fn policy<const G: usize, const R: usize>(grants: [Grant; G], rules: [FolderRule; R]) -> Policy {
    Policy::new(grants, rules.map(Arc::new))
}

/// Ann, a member of the team, who comes by this pass.
fn ann_by(pass: Pass) -> Caller {
    let account = Account {
        id: AccountId::from_unique("ann"),
        username: Username::parse("ann").expect("a name"),
        role: Role::Member,
        home_tenant: None,
        enabled: true,
        generation: 0,
    };
    Caller::of(Arc::new(account), pass)
}

/// What is decided about somebody.
struct Asking<'a> {
    policy: &'a Policy,
    subject: Subject<'a>,
}

impl<'a> Asking<'a> {
    fn new(policy: &'a Policy, caller: &'a Caller, principals: &'a [Principal]) -> Self {
        let subject = Subject {
            standing: Standing::Granted,
            principals,
            caller,
        };
        Self { policy, subject }
    }

    fn decide(&self, right: Right, at: &str) -> Outcome {
        decide(
            self.policy,
            &self.subject,
            right,
            &path(at).key(),
            &mut Untraced,
        )
    }

    fn reasons(&self, right: Right, at: &str) -> Vec<&'static str> {
        let explained = explain(self.policy, &self.subject, right, &path(at).key());
        explained.reasons.iter().map(Reason::code).collect()
    }

    fn shown(&self, folder: &str, name: &str) -> Shown {
        let folder = path(folder).key();
        Window::open(self.policy, &self.subject, &folder).child(name)
    }
}

fn locked(folder: &str) -> Outcome {
    Outcome::Locked {
        folder: path(folder),
    }
}

#[test]
fn an_empty_grant_closes_only_where_it_stands_alone() {
    let policy = policy(
        [
            grant(ann(), "/a", Rights::READER),
            grant(ann(), "/a/alone", Rights::NONE),
            grant(ann(), "/a/both", Rights::NONE),
            grant(team(), "/a/both", Rights::READER),
        ],
        [],
    );
    let (caller, principals) = (ann_by(Pass::None), [ann(), team()]);
    let ann = Asking::new(&policy, &caller, &principals);
    assert_eq!(ann.decide(Right::Read, "/a/alone/x"), Outcome::Denied);
    assert_eq!(ann.reasons(Right::Read, "/a/alone/x"), ["closed"]);
    assert_eq!(ann.decide(Right::Read, "/a/both/x"), Outcome::Allowed);
    assert_eq!(ann.reasons(Right::Read, "/a/both"), ["closed", "granted"]);
    assert_eq!(ann.shown("/a", "alone"), Shown::Absent);
    assert_eq!(ann.shown("/a", "both"), Shown::Full);
}

#[test]
fn signing_in_never_takes_away() {
    let everybody = grant(Principal::Guest, "/public", Rights::READER);
    let policy = policy([everybody, grant(ann(), "/public", Rights::NONE)], []);
    let (caller, anonymous) = (ann_by(Pass::None), Caller::anonymous());
    let principals = [ann()];
    for asking in [
        Asking::new(&policy, &caller, &principals),
        Asking::new(&policy, &anonymous, &[]),
    ] {
        assert_eq!(asking.decide(Right::Read, "/public/x"), Outcome::Allowed);
        assert_eq!(asking.decide(Right::List, "/"), Outcome::Passage);
        assert_eq!(asking.decide(Right::List, "/other"), Outcome::Denied);
    }
}

#[test]
fn who_was_given_something_deep_may_walk_there_and_sees_nothing_beside_the_way() {
    let policy = policy([grant(ann(), "/contoso/alice", Rights::READER)], []);
    let (caller, principals) = (ann_by(Pass::None), [ann()]);
    let ann = Asking::new(&policy, &caller, &principals);
    assert_eq!(ann.decide(Right::List, "/"), Outcome::Passage);
    assert_eq!(ann.decide(Right::List, "/Contoso"), Outcome::Passage);
    assert_eq!(ann.decide(Right::Read, "/contoso"), Outcome::Denied);
    assert_eq!(ann.shown("/", "Contoso"), Shown::NameOnly);
    assert_eq!(ann.shown("/", "fabrikam"), Shown::Absent);
    assert_eq!(ann.shown("/contoso", "Alice"), Shown::Full);
    assert_eq!(ann.shown("/contoso", "bob"), Shown::Absent);
    assert_eq!(ann.shown("/fabrikam", "x"), Shown::Absent);
    assert_eq!(
        ann.reasons(Right::List, "/"),
        ["nothing_granted", "leads_to_grant"]
    );
}

#[test]
fn hidden_names_are_there_for_those_who_may_write_whatever_pass_they_bring() {
    let rules = [rule("/a", &["*.tmp"], None)];
    let grants = [
        grant(ann(), "/a", Rights::READER),
        grant(team(), "/a", Rights::WRITER),
        grant(ann(), "/a/x.tmp/deep", Rights::ALL),
    ];
    let policy = policy(grants, rules);
    let reading = Pass::Token {
        id: TokenId::from_unique("1"),
        scopes: [Scope::FilesRead].into_iter().collect(),
        prefix: None,
    };
    let (caller, principals) = (ann_by(reading), [ann(), team()]);
    let reader = Asking::new(&policy, &caller, &principals[..1]);
    for hidden in ["/a/X.TMP", "/a/x.tmp/y", "/a/b/c/y.tmp", "/a/x.tmp/deep/z"] {
        assert_eq!(
            reader.decide(Right::Read, hidden),
            Outcome::Hidden,
            "{hidden}"
        );
    }
    assert_eq!(reader.shown("/a", "x.tmp"), Shown::Absent);
    assert_eq!(reader.shown("/a", "x.txt"), Shown::Full);
    let writer = Asking::new(&policy, &caller, &principals[1..]);
    assert_eq!(writer.decide(Right::Read, "/a/x.tmp/y"), Outcome::Allowed);
    assert_eq!(writer.decide(Right::Write, "/a/x.tmp"), Outcome::Denied);
    assert_eq!(writer.shown("/a", "x.tmp"), Shown::Full);
    assert_eq!(
        writer.reasons(Right::Read, "/a/x.tmp"),
        ["granted", "revealed"]
    );
}

#[test]
fn a_locked_folder_is_named_to_those_who_might_go_in() {
    let rules = [rule("/a/b", &[], Some(2))];
    let grants = [
        grant(ann(), "/a", Rights::READER),
        grant(team(), "/a/b/c/d", Rights::READER),
    ];
    let policy = policy(grants, rules);
    let principals = [ann(), team()];
    let unlock = |generation| {
        let rule = RuleId::from_unique("/a/b".len());
        ann_by(Pass::None).with_unlocked([Unlock { rule, generation }])
    };
    let old = unlock(1);
    let reader = Asking::new(&policy, &old, &principals[..1]);
    assert_eq!(reader.decide(Right::Read, "/a/b/c"), locked("/a/b"));
    assert_eq!(reader.decide(Right::Write, "/a/b/c"), Outcome::Denied);
    assert_eq!(reader.shown("/a", "b"), Shown::NameOnly);
    assert_eq!(reader.shown("/a/b", "c"), Shown::Absent);
    let passing = Asking::new(&policy, &old, &principals[1..]);
    assert_eq!(passing.decide(Right::List, "/a"), Outcome::Passage);
    assert_eq!(passing.decide(Right::List, "/a/b/c"), locked("/a/b"));
    let present = unlock(2);
    let reader = Asking::new(&policy, &present, &principals[..1]);
    assert_eq!(reader.decide(Right::Read, "/a/b/c"), Outcome::Allowed);
    assert_eq!(
        reader.reasons(Right::Read, "/a/b/c"),
        ["granted", "unlocked"]
    );
}

#[test]
fn administrators_of_a_tenant_walk_to_it_and_hold_all_of_it() {
    let rules = [
        rule("/", &["contoso"], None),
        rule("/contoso/a", &["*"], Some(1)),
    ];
    let policy = policy([], rules);
    let caller = ann_by(Pass::None);
    let prefixes: PrefixSet = [path("/contoso").key()].into_iter().collect();
    let mut asking = Asking::new(&policy, &caller, &[]);
    asking.subject.standing = Standing::Below(&prefixes);
    assert_eq!(asking.decide(Right::List, "/"), Outcome::Passage);
    assert_eq!(
        asking.decide(Right::Share, "/contoso/a/x"),
        Outcome::Allowed
    );
    assert_eq!(asking.decide(Right::List, "/fabrikam"), Outcome::Denied);
    assert_eq!(asking.shown("/", "Contoso"), Shown::Full);
    assert_eq!(asking.shown("/contoso", "a"), Shown::Full);
    asking.subject.standing = Standing::Granted;
    assert_eq!(asking.decide(Right::List, "/"), Outcome::Denied);
}

#[test]
fn what_stands_below_a_folder_can_keep_it_where_it_is() {
    let policy = policy(
        [
            grant(ann(), "/a", Rights::EDITOR),
            grant(ann(), "/a/b/closed", Rights::READER),
        ],
        [rule("/a/c/d", &[], Some(1))],
    );
    let (caller, principals) = (ann_by(Pass::None), [ann()]);
    let subject = Asking::new(&policy, &caller, &principals).subject;
    let all = |right, at: &str| {
        let mounts = MountTable::default();
        decide_subtree(&policy, &mounts, &subject, right, &path(at).key())
    };
    assert_eq!(all(Right::Delete, "/a/b"), Outcome::Denied);
    assert_eq!(all(Right::Read, "/a/b"), Outcome::Allowed);
    assert_eq!(all(Right::Read, "/a/c"), Outcome::Denied);
    assert_eq!(all(Right::Read, "/a/c/d"), locked("/a/c/d"));
    assert_eq!(all(Right::Delete, "/a/x"), Outcome::Allowed);
}

#[test]
fn who_may_not_write_does_not_see_all_wherever_a_pattern_speaks() {
    let editor = [Right::List, Right::Delete].into_iter().collect::<Rights>();
    let own = |at: &str| FolderRule {
        inherited: false,
        ..rule(at, &["*.tmp"], None)
    };
    let inherited = |at: &str| rule(at, &["*.tmp"], None);
    let silent = |at: &str| rule(at, &[], Some(1));
    for (rules, at, expected) in [
        (vec![], "/a/b", true),
        (vec![silent("/a/b")], "/a/b", true),
        (vec![own("/a/b")], "/a/b", false),
        (vec![own("/a/b/c/d")], "/a/b", false),
        (vec![own("/a")], "/a/b", true),
        (vec![own("/a/bc")], "/a/b", true),
        (vec![inherited("/")], "/a/b", false),
        (vec![inherited("/a/bc")], "/a/b", true),
        // He may write in there, whatever is said of it.
        (vec![own("/a/w")], "/a/w", true),
        (vec![inherited("/")], "/a/w/y", true),
        // And further down he may not.
        (vec![inherited("/")], "/a/w", false),
        (vec![inherited("/")], "/a/w/r", false),
        (vec![own("/a/w/r")], "/a/w", false),
        (vec![own("/a/w/r/x")], "/a/w", false),
        (vec![own("/a/w/x")], "/a/w", true),
    ] {
        let grants = [
            grant(ann(), "/a", editor),
            grant(ann(), "/a/w", Rights::ALL),
            grant(ann(), "/a/w/r", editor),
        ];
        let stands: Vec<_> = rules.iter().map(|rule| rule.path.to_string()).collect();
        let policy = Policy::new(grants, rules.into_iter().map(Arc::new));
        let (caller, principals) = (ann_by(Pass::None), [ann()]);
        let subject = Asking::new(&policy, &caller, &principals).subject;
        let sees = sees_all(&policy, &subject, &path(at).key());
        assert_eq!(sees, expected, "{at} under {stands:?}");
    }
}
