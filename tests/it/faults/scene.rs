//! A server, with an organization of its own for each cell: no pause, token or memory of one reaches
//! another.

use std::time::Duration;

use graph_sim::{Content, Fault, Listener, UserHandle, World};

use crate::support::{Actor, House, Org, Plan};

use super::blow::Blow;
use super::row::Case;
use super::stage::Stage;

/// The server, and where its visitor goes.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) house: House,
    pub(super) visitor: Actor,
    pub(super) places: Vec<Place>,
}

/// The mount of one cell.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) mount: String,
    pub(super) drive_id: String,
    owner: UserHandle,
}

/// The organizations.
const KEYS: [&str; 12] = [
    "ants", "bees", "cats", "dogs", "eels", "foxes", "goats", "hares", "ibises", "jays", "kites",
    "larks",
];

/// Real time, so it is short; but a busy machine must be able to answer within it.
const TIME_OUTS: &str = "upstream: { call_timeout_seconds: 2, read_timeout_seconds: 2 }";

/// The life of a token where it is to be over soon. Less than any job of the server waits for.
const SHORT_LIFE: u64 = 60;

/// A token that was issued longer ago than this is replaced where it is refused.
const TOKEN_IS_SETTLED: Duration = Duration::from_secs(11);

impl Scene {
    /// Bytes of the file.
    pub(super) const LENGTH: u64 = 10_000;
    /// Where it is cut in the middle.
    pub(super) const MIDDLE: u64 = 5_000;
    /// Children of the folder: three pages.
    pub(super) const CHILDREN: u64 = 9;

    /// Sets the scene for cases like this one, with so many places.
    pub(super) async fn set(case: &Case, count: usize) -> Self {
        let mut plan = Plan::empty();
        for key in KEYS.into_iter().take(count) {
            plan.add_org(key, fill);
            let delivery = match case.stage {
                Stage::Body => "delivery: proxy",
                _ => "delivery: redirect",
            };
            let user = format!("ada@{key}.example");
            plan.mount(&format!("/{key}/ada"), key, &user, delivery);
        }
        if case.is_slow() {
            plan = plan.configure(TIME_OUTS);
        }
        let plan = plan.switch(|all| {
            all.listing.page_size_cap = 4;
            if case.stage == Stage::Token {
                all.login.token_life_seconds = SHORT_LIFE;
            }
            if let Some(position) = case.position {
                (position.turn)(all);
            }
        });
        let house = plan.start().await;
        let place = |org: &Org| Place {
            mount: format!("/{}/ada", org.key),
            drive_id: org.ada.drive_id.clone(),
            owner: org.ada.clone(),
        };
        Self {
            visitor: house.admin().await,
            places: house.orgs.iter().map(place).collect(),
            house,
        }
    }

    /// Makes known what is to be known at a stage, and nothing else.
    pub(super) async fn prepare(&self, Place { mount, .. }: &Place, stage: Stage) {
        if stage != Stage::DriveLookup {
            assert_eq!(self.visitor.list(mount).await.names(), ["docs", "files"]);
        }
        if stage == Stage::Body {
            let listed = self.visitor.list(&format!("{mount}/files")).await;
            assert_eq!(listed.names(), ["file.bin"]);
        }
    }

    pub(super) fn let_tokens_expire(&self) {
        self.house.advance(Duration::from_secs(SHORT_LIFE + 1));
    }

    pub(super) fn let_tokens_settle(&self) {
        self.house.advance(TOKEN_IS_SETTLED);
    }

    /// Lets the file change as soon as somebody, cut off, asks Graph about it.
    pub(super) async fn meddle(&self, blow: &Blow, place: &Place) {
        let Blow::CutAndChanged(length) = blow else {
            return;
        };
        let sim = &self.house.sim;
        let held = sim.faults().hold(Fault::on(Listener::Graph).times(1));
        assert!(held.arrived(1).await, "the cut is noticed");
        sim.change(|world| {
            world
                .drive_of(&place.owner)
                .replace_content("/files/file.bin", bytes(*length, 1));
        });
        held.release();
    }

    /// Whether these are the file's bytes.
    pub(super) fn is_file(body: &[u8]) -> bool {
        let Content::Bytes(truth) = bytes(Self::LENGTH, 0) else {
            return false;
        };
        truth == body
    }

    /// Whether these bytes are the beginning of the file, and less than all.
    pub(super) fn is_beginning(body: &[u8]) -> bool {
        let Content::Bytes(truth) = bytes(Self::LENGTH, 0) else {
            return false;
        };
        truth.starts_with(body) && body.len() < truth.len()
    }
}

fn fill(world: &mut World, org: &Org) {
    org.drive(world)
        .fill("/docs", Scene::CHILDREN, |n| format!("{n}.txt"))
        .add_file("/files/file.bin", bytes(Scene::LENGTH, 0), World::BEGINNING);
}

fn bytes(length: u64, first: u64) -> Content {
    let byte = |position: u64| u8::try_from((first + position) % 251).expect("below 251");
    Content::from((0..length).map(byte).collect::<Vec<_>>())
}
