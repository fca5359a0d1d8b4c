//! What rights cost: every request is decided at least once, and every row of a listing is looked at.
//! `make bench`.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use onefold::domain::{
    Account, AccountId, Caller, Delivery, DrivePath, FolderRule, Grant, GrantId, GroupId, Health,
    HidePattern, Mount, MountId, MountOptions, MountRoot, MountSource, Origin, Pass, PathKey,
    Principal, Right, Rights, Role, RuleId, TenantId, Username, VirtualPath,
};
use onefold::services::authority::{
    Standing, Subject, Untraced, Window, decide, decide_subtree, explain,
};
use onefold::tree::{MountTable, Policy};

fn path(text: &str) -> VirtualPath {
    VirtualPath::parse(text).expect("a path")
}

/// The folder of one of 1,000 mounts.
fn mounted(number: usize) -> String {
    format!("/contoso/team {}/user {number}", number % 20)
}

fn mount(number: usize) -> Arc<Mount> {
    Arc::new(Mount {
        id: MountId::from_unique(number),
        path: path(&mounted(number)),
        tenant_id: TenantId::from_unique("1"),
        source: MountSource::User("ada".to_owned()),
        root: MountRoot::Path(DrivePath::root()),
        delivery: Delivery::Redirect,
        read_only: false,
        options: MountOptions::default(),
        origin: Origin::Database,
        place: None,
        health: Health::default(),
    })
}

fn account(number: usize) -> Principal {
    Principal::Account(AccountId::from_unique(format!(
        "0198f5a2-7c1e-7000-{number:016}"
    )))
}

fn group(number: usize) -> Principal {
    Principal::Group(GroupId::from_unique(format!(
        "0198f5a2-7c1e-7000-{number:016}"
    )))
}

/// 10,000 grants: to 500 accounts and 100 groups, in each mount and at folders of it.
fn grants() -> impl Iterator<Item = Grant> {
    (0..10_000).map(|number| {
        let (mount, folder) = (number % 1_000, number / 1_000);
        let at = match folder {
            0 => mounted(mount),
            _ => format!("{}/folder {folder}", mounted(mount)),
        };
        Grant {
            id: GrantId::from_unique(number),
            principal: match number % 3 {
                0 => group(number % 100),
                _ => account(number % 500),
            },
            path: path(&at),
            rights: Rights::EDITOR,
        }
    })
}

fn rule(number: usize, at: &str) -> Arc<FolderRule> {
    let hide = ["*.tmp", "~$*", ".*"].map(|text| HidePattern::parse(text).expect("a pattern"));
    Arc::new(FolderRule {
        id: RuleId::from_unique(number),
        path: path(at),
        inherited: true,
        hide: hide.into(),
        password: None,
        header: None,
        readme: None,
        view: None,
        sort: None,
    })
}

/// Ann, with five groups, one of which is given the whole of a team to read.
struct Ann {
    caller: Caller,
    principals: Vec<Principal>,
}

impl Ann {
    fn new() -> Self {
        let id = AccountId::from_unique("0198f5a2-7c1e-7000-0000000000000007");
        let account = Account {
            id,
            username: Username::parse("ann").expect("a name"),
            role: Role::Member,
            home_tenant: None,
            enabled: true,
            generation: 0,
        };
        let groups = (1_000..1_005).map(group);
        Self {
            principals: std::iter::once(Principal::Account(account.id.clone()))
                .chain(groups)
                .collect(),
            caller: Caller::of(Arc::new(account), Pass::Password),
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            standing: Standing::Granted,
            principals: &self.principals,
            caller: &self.caller,
        }
    }
}

fn policy(hiding: bool) -> Policy {
    let team = Grant {
        id: GrantId::from_unique("team"),
        principal: group(1_004),
        path: path("/contoso/team 7"),
        rights: Rights::READER,
    };
    let rules = hiding.then(|| rule(0, "/contoso"));
    Policy::new(grants().chain([team]), rules)
}

fn deciding(criterion: &mut Criterion) {
    let (ann, plain, hiding) = (Ann::new(), policy(false), policy(true));
    let (subject, table) = (ann.subject(), MountTable::new((0..1_000).map(mount)));
    let mut group = criterion.benchmark_group("10,000 grants and 5 groups");
    let file = path("/Contoso/team 7/user 527/folder 3/2026/report.pdf").key();
    for (what, policy) in [("a file", &plain), ("a file below hidden names", &hiding)] {
        group.bench_function(what, |bencher| {
            bencher.iter(|| {
                decide(
                    policy,
                    &subject,
                    Right::Read,
                    black_box(&file),
                    &mut Untraced,
                )
            });
        });
    }
    group.bench_function("a file, explained", |bencher| {
        bencher.iter(|| explain(&hiding, &subject, Right::Read, black_box(&file)));
    });
    let team = path("/contoso").key();
    group.bench_function("a folder to pass", |bencher| {
        bencher.iter(|| {
            decide(
                &plain,
                &subject,
                Right::List,
                black_box(&team),
                &mut Untraced,
            )
        });
    });
    let text = path("/Contoso/team 7/user 527/folder 3/2026/report.pdf");
    group.bench_function(
        "a file in one of 1,000 mounts, from path to place",
        |bencher| {
            bencher.iter(|| {
                let path = black_box(&text);
                let outcome = decide(&plain, &subject, Right::Read, &path.key(), &mut Untraced);
                (outcome, table.resolve(path))
            });
        },
    );
    group.finish();
}

/// What a delete of everything would cost.
fn subtrees(criterion: &mut Criterion) {
    let (ann, policy) = (Ann::new(), policy(false));
    let table = MountTable::new((0..1_000).map(mount));
    let root = PathKey::root();
    let mut group = criterion.benchmark_group("below the root, 10,000 grants and 1,000 mounts");
    group.bench_function("points", |bencher| {
        bencher.iter(|| policy.points_below(black_box(&root)).count());
    });
    let admin = Subject {
        standing: Standing::Everything,
        ..ann.subject()
    };
    let member = ann.subject();
    let team = path("/contoso/team 7").key();
    for (what, subject, at) in [
        ("all, decided for an administrator", &admin, &root),
        ("a team of 50 mounts, decided for a member", &member, &team),
    ] {
        group.bench_function(what, |bencher| {
            let at = black_box(at);
            bencher.iter(|| decide_subtree(&policy, &table, subject, Right::Read, at));
        });
    }
    group.finish();
}

fn windows(criterion: &mut Criterion) {
    let (ann, plain, hiding) = (Ann::new(), policy(false), policy(true));
    let names: Vec<_> = (0..50_000)
        .map(|number| format!("Quarterly report {number} (final).xlsx"))
        .collect();
    let (flat, parted) = (
        path("/contoso/team 7/user 527/x").key(),
        path("/contoso/team 7").key(),
    );
    let member = ann.subject();
    let admin = Subject {
        standing: Standing::Everything,
        ..member
    };
    let mut group = criterion.benchmark_group("50,000 names looked at");
    for (what, policy, subject, folder) in [
        ("by an administrator", &hiding, &admin, &flat),
        ("by a member", &plain, &member, &flat),
        (
            "by a member, in a folder with grants below",
            &plain,
            &member,
            &parted,
        ),
        ("by a member, three patterns", &hiding, &member, &flat),
    ] {
        group.bench_function(what, |bencher| {
            bencher.iter(|| {
                let window = Window::open(policy, subject, black_box(folder));
                let shown = names.iter().map(|name| window.child(name));
                shown.fold(0, |sum, shown| sum + shown as usize)
            });
        });
    }
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let grants: Vec<_> = grants().collect();
    let mut group = criterion.benchmark_group("10,000 grants");
    group.sample_size(10);
    group.bench_function("built", |bencher| {
        bencher.iter(|| Policy::new(grants.iter().cloned(), []));
    });
    group.finish();
}

criterion_group!(benches, deciding, subtrees, windows, building);
criterion_main!(benches);
