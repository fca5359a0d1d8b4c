//! The twelve who look around.

use serde_json::json;

use super::ground::{Ground, Side};
use super::people::{ADMINS, name};
use crate::support::{Actor, House};

/// Somebody who belongs to a side, or is to get to know nothing of the other one.
pub(super) struct Visitor {
    pub(super) name: String,
    pub(super) side: Side,
    pub(super) rank: Rank,
    /// Comes with a token, which is good for nothing of his own account.
    pub(super) is_program: bool,
    pub(super) actor: Actor,
}

/// What somebody may do beside reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// He has not signed in.
    Nobody,
    Member,
    /// He looks after his own side.
    Administrator,
}

/// Of each side: somebody with a grant of his own, one whose group has one, an administrator, and two
/// programs of theirs. Of the first side nobody, too, and one more who has nothing of his own; of the second
/// one of whom a folder's rules speak.
pub(super) async fn all(ground: &Ground) -> Vec<Visitor> {
    let mut all = Vec::new();
    for side in Side::BOTH {
        for number in [4, 12, 0] {
            all.push(person(ground, side, number).await);
        }
        all.push(program(ground, (side, 4), json!(["files:read", "account:read"])).await);
        let everything = json!([
            "files:read",
            "files:write",
            "admin:read",
            "admin:write",
            "audit:read"
        ]);
        all.push(program(ground, (side, 1), everything).await);
    }
    all.push(Visitor {
        name: "nobody".to_owned(),
        side: Side::One,
        rank: Rank::Nobody,
        is_program: false,
        actor: ground.house.anonymous(),
    });
    all.push(person(ground, Side::Other, 7).await);
    assert_eq!(all.len(), 12);
    all
}

async fn person(ground: &Ground, side: Side, number: usize) -> Visitor {
    let username = name(side, number);
    Visitor {
        actor: Actor::sign_in(ground.house.url(), &username, House::PASSWORD).await,
        name: username,
        side,
        rank: if number < ADMINS {
            Rank::Administrator
        } else {
            Rank::Member
        },
        is_program: false,
    }
}

async fn program(
    ground: &Ground,
    (side, number): (Side, usize),
    scopes: serde_json::Value,
) -> Visitor {
    let owner = person(ground, side, number).await;
    let wanted = json!({ "name": format!("{}-visitor", side.word()), "scopes": scopes });
    let made = owner.actor.post("/api/v1/me/tokens", &wanted).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    Visitor {
        name: format!("a program of {}", owner.name),
        side,
        rank: owner.rank,
        is_program: true,
        actor: Actor::new(ground.house.url(), Some(token)),
    }
}
