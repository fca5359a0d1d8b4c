//! The house: two organizations, five hundred mounts each.

use std::collections::HashMap;

use graph_sim::World;

use super::people;
use crate::support::{Actor, House, Plan};

/// One of the two organizations, or of the two houses' halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    One,
    Other,
}

/// The kinds of rows that administrators look after, as the API names them.
pub(super) const KINDS: [&str; 7] = [
    "tenants", "mounts", "accounts", "groups", "grants", "rules", "tokens",
];

/// How many drives each organization has mounted.
pub(super) const MOUNTS: usize = 500;

/// A running house.
pub(super) struct Ground {
    pub(super) house: House,
    pub(super) admin: Actor,
    /// Our ids of the rows of each side, by kind.
    pub(super) ids: HashMap<(Side, &'static str), Vec<String>>,
    /// Microsoft's ids of each side: of its directory, application, drives and items.
    pub(super) foreign: HashMap<Side, Vec<String>>,
}

impl Side {
    pub(super) const BOTH: [Self; 2] = [Self::One, Self::Other];

    /// The word in every name of this side: its prefix, its drives, files, people, groups and texts.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::One => "yankeealpha",
            Self::Other => "zulubéta",
        }
    }

    /// The same in plain letters, where others are not taken.
    pub(super) const fn plain(self) -> &'static str {
        match self {
            Self::One => "yankeealpha",
            Self::Other => "zulubeta",
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::One => Self::Other,
            Self::Other => Self::One,
        }
    }

    /// Where a mount of it stands.
    pub(super) fn mount(self, number: usize) -> String {
        format!("/{}/{}-{number:04}", self.plain(), self.word())
    }

    /// A file in each of its drives.
    pub(super) fn file(self) -> String {
        format!("{}-letter.txt", self.word())
    }
}

impl Ground {
    pub(super) async fn start() -> Self {
        let (plan, foreign) = plan();
        let house = plan.start().await;
        let tenants = tenants(&house.admin().await).await;
        let house = house
            .sow(async |store| people::settle(store, &tenants).await)
            .await;
        let admin = house.admin().await;
        let mut ground = Self {
            house,
            admin,
            ids: HashMap::new(),
            foreign,
        };
        people::make_rules(&ground.admin).await;
        people::make_tokens(&ground.house.url()).await;
        for side in Side::BOTH {
            for kind in KINDS {
                let ids = rows(&ground.admin, kind, side).await;
                assert!(!ids.is_empty(), "{kind} of {side:?}");
                ground.ids.insert((side, kind), ids);
            }
        }
        ground
    }

    /// Nobody has asked Microsoft anything about this side.
    pub(super) fn assert_not_asked_for(&self, side: Side) {
        let ids = &self.foreign[&side];
        let mut entries = self.house.sim.journal().entries();
        entries.retain(|one| {
            let asked = format!("{} {:?}", one.path, one.query);
            ids.iter()
                .any(|id| asked.contains(id.trim_start_matches("b!")))
        });
        assert!(entries.is_empty(), "{side:?}: {entries:?}");
    }
}

fn plan() -> (Plan, HashMap<Side, Vec<String>>) {
    let mut plan = Plan::empty();
    let mut foreign = HashMap::new();
    for side in Side::BOTH {
        let (word, plain) = (side.word(), side.plain());
        plan.add_org(plain, |world, org| {
            let mut ids = vec![
                org.tenant.directory_id.clone(),
                org.app.client_id.clone(),
                org.ada.drive_id.clone(),
                org.bob.drive_id.clone(),
            ];
            for user in [&org.ada, &org.bob] {
                let mut drive = world.drive_of(user);
                let file = format!("/{}", side.file());
                let deep = format!("/{word}-folder/{word}-deep.txt");
                let content = format!("{word}-content").into_bytes();
                drive.add_file(&file, content.clone(), World::BEGINNING);
                drive.add_file(&deep, content, World::BEGINNING);
                drive.fill(&format!("/{word}-many"), 30, |number| {
                    format!("{word}-{number}.txt")
                });
                ids.extend([drive.id_of(&file), drive.id_of(&deep)]);
            }
            foreign.insert(side, ids);
        });
        for number in 0..MOUNTS {
            let user = if number % 2 == 0 { "ada" } else { "bob" };
            let user = format!("{user}@{plain}.example");
            let options = if number % 3 == 0 {
                "delivery: proxy"
            } else {
                "delivery: redirect"
            };
            plan.mount(&side.mount(number), plain, &user, options);
        }
    }
    (plan, foreign)
}

/// Our id of each side's tenant.
async fn tenants(admin: &Actor) -> HashMap<Side, String> {
    let listed = admin.get("/api/v1/admin/tenants").await.json();
    let rows = listed["items"].as_array().expect("a list").clone();
    let of = |side: Side| {
        let prefix = format!("/{}", side.plain());
        let row = rows
            .iter()
            .find(|row| row["path_prefix"] == prefix.as_str());
        row.expect("it is declared")["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    Side::BOTH
        .map(|side| (side, of(side)))
        .into_iter()
        .collect()
}

/// Our ids of a side's rows of a kind: those that speak of it.
async fn rows(admin: &Actor, kind: &str, side: Side) -> Vec<String> {
    let listed = admin.get(&format!("/api/v1/admin/{kind}")).await.json();
    let rows = listed["items"].as_array().expect("a list").clone();
    let speaks = |row: &&serde_json::Value| {
        let text = row.to_string();
        text.contains(side.word()) || text.contains(side.plain())
    };
    let ids = rows
        .iter()
        .filter(speaks)
        .filter_map(|row| row["id"].as_str());
    ids.map(str::to_owned).collect()
}
