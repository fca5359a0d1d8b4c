//! Signed links, made for a path and followed by it, each time written in another way.

use onefold::domain::{Caller, Error, Secret, VirtualPath};
use onefold::services::{Door, SignedLink};
use serde_json::json;

use crate::support::{Actor, House, Plan};

/// Chance, and names written in many ways, of the test of decisions.
#[expect(dead_code, reason = "what has a likelihood there")]
#[path = "../../../src/services/authority/oracle/dice.rs"]
mod dice;
#[expect(dead_code, reason = "patterns are of no use to links")]
#[path = "../../../src/services/authority/oracle/spelling.rs"]
mod spelling;

use dice::Dice;
use spelling::{NAMES, all_escaped, escaped, spelled};

/// How many links there are, and in how many spellings each is followed.
const LINKS: u64 = 60;
const FOLLOWED: usize = 100;

async fn house() -> (House, Caller) {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let admin = house.admin().await;
    let account = json!({ "username": "ada", "password": House::PASSWORD });
    let made = admin.post("/api/v1/admin/accounts", &account).await.json();
    let grant = json!({ "principal": made["id"], "path": "/contoso", "rights": ["read"] });
    let given = admin.post("/api/v1/admin/grants", &grant).await;
    assert_eq!(given.status, 201, "{}", given.text());
    let session = Actor::sign_in(house.url(), "ada", House::PASSWORD).await;
    let token = session.token().expect("signed in").to_owned();
    let caller = house.services().sessions.caller(&Secret::new(token)).await;
    let caller = caller.expect("he is known");
    (house, caller)
}

/// The path of names that are written somehow, decoded once as whatever comes in is.
fn read(names: &[&str], write: impl FnMut(&str) -> String) -> VirtualPath {
    let written: Vec<_> = names.iter().copied().map(write).collect();
    let raw = format!("/contoso/ada/{}", written.join("/"));
    VirtualPath::from_raw(&raw).expect("a path").path
}

fn read_somehow(names: &[&str], dice: &mut Dice) -> VirtualPath {
    read(names, |name| escaped(&spelled(name, dice), dice))
}

fn random_names(dice: &mut Dice) -> Vec<&'static str> {
    (0..=dice.below(3)).map(|_| *dice.pick(&NAMES)).collect()
}

#[tokio::test]
async fn a_link_is_good_for_its_path_however_it_is_written_and_for_no_other() {
    let (house, ada) = house().await;
    let links = &house.services().links;
    let nobody = Caller::anonymous();
    for number in 0..LINKS {
        let dice = &mut Dice::of(number);
        let names = random_names(dice);
        let door = *dice.pick(&[Door::Delivery, Door::Proxy]);
        let path = read_somehow(&names, dice);
        let made = links.create(&ada, &path, door, None).await;
        let SignedLink { sign, .. } = made.expect("she may read there");
        let follow = |path: &VirtualPath| {
            let followed = links.redeem(&nobody, &sign, path, door == Door::Proxy)?;
            Ok::<_, Error>(followed.caller.account().map(|account| account.id.clone()))
        };
        let hers = ada.account().map(|account| account.id.clone());
        for _ in 0..FOLLOWED {
            let path = read_somehow(&names, dice);
            assert_eq!(follow(&path).ok(), Some(hers.clone()), "{names:?} {path:?}");
            let other = random_names(dice);
            if other != names {
                let refused = follow(&read_somehow(&other, dice));
                let is_refused = matches!(refused, Err(Error::Unauthenticated));
                assert!(is_refused, "{names:?} {other:?}");
            }
        }
        let twice = read(&names, |name| all_escaped(name, dice).replace('%', "%25"));
        let is_refused = matches!(follow(&twice), Err(Error::Unauthenticated));
        assert!(is_refused, "{names:?} escaped twice");
    }
    house.stop().await;
}
