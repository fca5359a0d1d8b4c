//! Who asks: the columns of the table, as data.

use onefold::domain::{Right, Scope};

use super::places::{Area, Tenant};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Actor {
    /// What the failures of the test call it.
    pub(super) name: &'static str,
    /// Whose account it is; `None`: nobody's.
    pub(super) person: Option<Person>,
    /// By what he comes.
    pub(super) pass: Pass,
}

/// An account of the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) role: Role,
    /// What its grants give it, its groups' included.
    pub(super) holds: &'static [(Area, &'static [Right])],
}

/// What an account may do apart from its grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Member,
    TenantAdmin(Tenant),
    Admin,
}

/// By what somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// By nothing.
    Nothing,
    /// By the token of a session.
    Session,
    /// By the cookie of one.
    Cookie,
    /// By a password for a program (HTTP Basic), which the face for network disks alone takes.
    AppPassword,
    /// By an API token.
    Token(Token),
    /// By what was good once.
    Void(Void),
    /// By a signed link of the administrator's.
    Link(Link),
}

/// An API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) scopes: &'static [Scope],
    /// Where it is good; `None` is everywhere.
    pub(super) prefix: Option<Area>,
}

/// What was good once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Void {
    /// The session of an account that was disabled.
    Disabled,
    /// The API token of such an account.
    DisabledToken,
    /// A session that was ended.
    Revoked,
    /// The cookie of such a session.
    RevokedCookie,
    /// A token that was taken back.
    RevokedToken,
}

/// A signed link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Made for the very path that is asked for.
    Own,
    /// Made for another one.
    Foreign,
    /// Too old.
    Expired,
    /// Changed on its way.
    Tampered,
}

const LIST: &[Right] = &[Right::List];
const READ: &[Right] = &[Right::List, Right::Read];
const WRITE: &[Right] = &[Right::List, Right::Read, Right::Write];
const DELETE: &[Right] = &[Right::List, Right::Read, Right::Write, Right::Delete];

/// What everybody was given, signed in or not.
pub(super) const GUESTS: &[(Area, &[Right])] = &[(Area::Square, READ)];

const fn member(name: &'static str, holds: &'static [(Area, &'static [Right])]) -> Person {
    Person {
        name,
        role: Role::Member,
        holds,
    }
}

const fn tenant_admin(name: &'static str, tenant: Tenant) -> Person {
    Person {
        name,
        role: Role::TenantAdmin(tenant),
        holds: &[],
    }
}

pub(super) const WITHOUT: Person = member("without", &[]);
pub(super) const LISTER: Person = member("lister", &[(Area::Desk, LIST)]);
pub(super) const READER: Person = member("reader", &[(Area::Desk, READ)]);
pub(super) const WRITER: Person = member("writer", &[(Area::Desk, WRITE)]);
pub(super) const DELETER: Person = member("deleter", &[(Area::Desk, DELETE)]);
/// One of his groups may list, the other read.
pub(super) const UNITED: Person = member("united", &[(Area::Desk, READ)]);
pub(super) const STRANGER: Person = member("stranger", &[(Area::Far, READ)]);
pub(super) const HERE: Person = tenant_admin("here", Tenant::Contoso);
pub(super) const THERE: Person = tenant_admin("there", Tenant::Fabrikam);
pub(super) const ADMIN: Person = Person {
    name: "root",
    role: Role::Admin,
    holds: &[],
};
/// He held what a reader holds until his account was disabled.
pub(super) const DISABLED: Person = member("disabled", &[(Area::Desk, READ)]);

/// Nobody's column: whose sessions end, and whose passes are asked for by others.
pub(super) const SPARE: Person = member("spare", &[]);

/// Those whose accounts the scene makes.
pub(super) const PEOPLE: [Person; 11] = [
    WITHOUT, LISTER, READER, WRITER, DELETER, UNITED, STRANGER, HERE, THERE, DISABLED, SPARE,
];

const fn actor(name: &'static str, person: Person, pass: Pass) -> Actor {
    Actor {
        name,
        person: Some(person),
        pass,
    }
}

const fn token(name: &'static str, person: Person, token: Token) -> Actor {
    actor(name, person, Pass::Token(token))
}

const fn nobody(name: &'static str, pass: Pass) -> Actor {
    Actor {
        name,
        person: None,
        pass,
    }
}

const fn good_for(scopes: &'static [Scope]) -> Token {
    Token {
        scopes,
        prefix: None,
    }
}

/// All columns.
pub(super) const ACTORS: [Actor; 33] = [
    nobody("anonymous", Pass::Nothing),
    actor("member without grants", WITHOUT, Pass::Session),
    actor("member who may list", LISTER, Pass::Session),
    actor("member who may read", READER, Pass::Session),
    actor("member who may read, by cookie", READER, Pass::Cookie),
    actor("member who may write", WRITER, Pass::Session),
    actor("member who may delete", DELETER, Pass::Session),
    actor("member of two groups", UNITED, Pass::Session),
    actor("member of the other tenant", STRANGER, Pass::Session),
    actor("tenant_admin of this tenant", HERE, Pass::Session),
    actor("tenant_admin of the other tenant", THERE, Pass::Session),
    actor("admin", ADMIN, Pass::Session),
    actor("app password", READER, Pass::AppPassword),
    actor("app password of the admin", ADMIN, Pass::AppPassword),
    token(
        "token for reading below a prefix",
        ADMIN,
        Token {
            scopes: &[Scope::FilesRead],
            prefix: Some(Area::Desk),
        },
    ),
    token("token for reading", READER, good_for(&[Scope::FilesRead])),
    token("token for writing", ADMIN, good_for(&[Scope::FilesWrite])),
    token(
        "token for the own account",
        READER,
        good_for(&[Scope::AccountRead]),
    ),
    token(
        "token for looking after all",
        ADMIN,
        good_for(&[Scope::AdminRead]),
    ),
    token(
        "token for changing all",
        ADMIN,
        good_for(&[Scope::AdminWrite]),
    ),
    token("token for the log", ADMIN, good_for(&[Scope::AuditRead])),
    token(
        "token for administering, of a member",
        READER,
        good_for(&Scope::ALL),
    ),
    token(
        "token for administering, of a tenant_admin",
        HERE,
        good_for(&Scope::ALL),
    ),
    token(
        "token for everything below a prefix",
        ADMIN,
        Token {
            scopes: &Scope::ALL,
            prefix: Some(Area::Desk),
        },
    ),
    nobody("disabled account", Pass::Void(Void::Disabled)),
    nobody(
        "token of a disabled account",
        Pass::Void(Void::DisabledToken),
    ),
    nobody("revoked session", Pass::Void(Void::Revoked)),
    nobody(
        "cookie of a revoked session",
        Pass::Void(Void::RevokedCookie),
    ),
    nobody("revoked token", Pass::Void(Void::RevokedToken)),
    actor("link", ADMIN, Pass::Link(Link::Own)),
    nobody("link to something else", Pass::Link(Link::Foreign)),
    nobody("link that is too old", Pass::Link(Link::Expired)),
    nobody("link that was changed", Pass::Link(Link::Tampered)),
];

/// The names of an enumeration's variants, read from this file: the compiler does not miss a column.
fn variants(name: &str) -> Vec<&'static str> {
    let source = include_str!("actors.rs");
    let (_, after) = source
        .split_once(&format!("enum {name} {{\n"))
        .expect("it is written here");
    let (body, _) = after.split_once("\n}").expect("it ends");
    let lines = body.lines().map(str::trim);
    let names = lines.filter(|line| line.starts_with(char::is_uppercase));
    names
        .filter_map(|line| line.split([',', '(']).next())
        .collect()
}

#[test]
fn whatever_somebody_may_come_by_has_a_column() {
    let columns = format!("{ACTORS:?}");
    for (name, before, after) in [
        ("Pass", "pass: ", ""),
        ("Void", "Void(", ")"),
        ("Link", "Link(", ")"),
    ] {
        let variants = variants(name);
        assert!(variants.len() > 3, "{name}: {variants:?}");
        for variant in variants {
            let column = format!("{before}{variant}{after}");
            assert!(columns.contains(&column), "nobody comes by {column}");
        }
    }
}
