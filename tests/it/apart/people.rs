//! Who lives there: two hundred and fifty people of each organization, what they were given, and more.

use std::collections::HashMap;

use onefold::domain::{
    Account, AccountId, Actor, AuditEntry, Deed, Grant, GrantId, Group, GroupId, GroupName,
    Principal, Rights, Role, Secret, TenantId, Timestamp, Username, VirtualPath,
};
use onefold::store::Store;
use serde_json::json;

use super::ground::Side;
use crate::support::{self, House};

/// How many people each organization has.
pub(super) const MEMBERS: usize = 250;

/// Its administrators come first.
pub(super) const ADMINS: usize = 2;

/// The name of one of a side's people.
pub(super) fn name(side: Side, number: usize) -> String {
    format!("{}-person-{number:03}", side.plain())
}

/// Puts them into the database. All have the password of the administrator: to hash as many would take
/// minutes.
pub(super) async fn settle(store: &Store, tenants: &HashMap<Side, String>) {
    let root = Username::parse(House::USERNAME).expect("a name");
    let root = store.find_account_by_username(&root).await;
    let root = root.expect("it is readable").expect("he was made");
    for side in Side::BOTH {
        let tenant = TenantId::parse(&tenants[&side]).expect("an id");
        for number in 0..MEMBERS {
            settle_one(store, (side, number), &tenant, &root.password_hash).await;
        }
        for number in 0..10 {
            form_group(store, (side, number), &tenant).await;
        }
    }
}

fn audit(deed: Deed) -> AuditEntry {
    AuditEntry::new(Timestamp::from_unix_ms(0), Actor::default(), deed)
}

fn account_id(side: Side, number: usize) -> AccountId {
    AccountId::from_unique(format!(
        "0198f3a2-{:04}-7000-8000-{:012}",
        side as usize, number
    ))
}

async fn settle_one(
    store: &Store,
    (side, number): (Side, usize),
    tenant: &TenantId,
    hash: &Secret<String>,
) {
    let administers = number < ADMINS;
    let account = Account {
        id: account_id(side, number),
        username: Username::parse(&name(side, number)).expect("a name"),
        role: if administers {
            Role::TenantAdmin
        } else {
            Role::Member
        },
        home_tenant: Some(tenant.clone()),
        enabled: true,
        generation: 0,
    };
    let tenants = Some(tenant.clone()).filter(|_| administers);
    let audit = audit(Deed::AccountCreate);
    let made = store.insert_account(&account, tenants.as_slice(), hash, &audit);
    made.await.expect("it is new");
    // Every third has nothing of his own.
    if !administers && number % 3 != 0 {
        let principal = Principal::Account(account.id);
        give(store, (side, number), principal, &side.mount(number)).await;
    }
}

async fn give(store: &Store, (side, number): (Side, usize), principal: Principal, path: &str) {
    let kind = matches!(principal, Principal::Group(_));
    let unique = format!(
        "0198f3a2-{:04}-7001-800{}-{number:012}",
        side as usize,
        u8::from(kind)
    );
    let grant = Grant {
        id: GrantId::from_unique(unique),
        principal,
        path: VirtualPath::parse(path).expect("a path"),
        rights: Rights::READER,
    };
    let given = store.insert_grant(&grant, &audit(Deed::GrantCreate)).await;
    given.expect("it is new");
}

async fn form_group(store: &Store, (side, number): (Side, usize), tenant: &TenantId) {
    let unique = format!("0198f3a2-{:04}-7002-8000-{number:012}", side as usize);
    let group = Group {
        id: GroupId::from_unique(unique),
        name: GroupName::parse(&format!("{}-group-{number}", side.word())).expect("a name"),
        home_tenant: Some(tenant.clone()),
    };
    let members: Vec<_> = (ADMINS..MEMBERS)
        .filter(|member| member % 10 == number)
        .map(|member| account_id(side, member))
        .collect();
    let formed = store
        .insert_group(&group, &members, &audit(Deed::GroupCreate))
        .await;
    formed.expect("it is new");
    let principal = Principal::Group(group.id);
    give(store, (side, number), principal, &side.mount(300 + number)).await;
}

/// What is said of some folders.
pub(super) async fn make_rules(admin: &support::Actor) {
    for side in Side::BOTH {
        for number in 0..10 {
            let word = side.word();
            let rule = json!({
                "path": side.mount(number * 7),
                "hide": [format!("{word}-hidden*")],
                "header": format!("{word}-header"),
                "readme": format!("{word}-readme"),
            });
            let made = admin.post("/api/v1/admin/rules", &rule).await;
            assert_eq!(made.status, 201, "{}", made.text());
        }
    }
}

/// Tokens and passwords of programs.
pub(super) async fn make_tokens(url: &str) {
    for side in Side::BOTH {
        for number in [0, 4] {
            let username = name(side, number);
            let person = support::Actor::sign_in(url.to_owned(), &username, House::PASSWORD).await;
            let called = format!("{}-program-{number}", side.word());
            let token =
                json!({ "name": called, "scopes": ["files:read"], "prefix": side.mount(4) });
            let made = person.post("/api/v1/me/tokens", &token).await;
            assert_eq!(made.status, 201, "{}", made.text());
            let password = json!({ "name": called });
            let made = person.post("/api/v1/me/app-passwords", &password).await;
            assert_eq!(made.status, 201, "{}", made.text());
        }
    }
}
