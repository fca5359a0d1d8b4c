//! A house whose applications may write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use graph_sim::{DriveEditor, Listener, World};
use onefold::domain::{
    ByteSource, Caller, Clock as _, IfExists, Principal, Right, Rights, Role, Scope, Secret,
    VirtualPath, Visit,
};
use onefold::services::{
    Administration, Files, ListQuery, NewAccount, NewGrant, PutRequest, Relocation, Report, Row,
    SignIn, Transfer,
};

use super::done;
use crate::support::{House, Plan};

/// The house, and its administrator.
pub(crate) struct Scene {
    pub(crate) house: House,
    pub(crate) admin: Caller,
}

/// Bytes that tell whether anybody has asked for them.
pub(crate) struct Watched {
    pub(crate) source: ByteSource,
    asked: Arc<AtomicBool>,
}

pub(crate) fn path(text: &str) -> VirtualPath {
    VirtualPath::parse(text).expect("a path")
}

/// Replaces what is there.
pub(crate) const fn replace() -> PutRequest {
    PutRequest::new(IfExists::Replace)
}

/// Bytes of announced length.
pub(crate) fn source(content: &'static str) -> ByteSource {
    watched(content).source
}

pub(crate) fn watched(content: &'static str) -> Watched {
    let asked = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&asked);
    let bytes = stream::once(async move {
        note.store(true, Ordering::Relaxed);
        Ok(Bytes::from_static(content.as_bytes()))
    });
    Watched {
        source: ByteSource::once(Some(content.len() as u64), Box::pin(bytes)),
        asked,
    }
}

/// Whether somebody has asked for the bytes; to be looked at when the source is gone.
pub(crate) struct Asked(Arc<AtomicBool>);

impl Watched {
    pub(crate) fn split(self) -> (ByteSource, Asked) {
        (self.source, Asked(self.asked))
    }
}

impl Asked {
    pub(crate) fn is_true(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Ada's and Bob's drives, each mounted several times, one of them in the middle of the other.
pub(crate) fn plan() -> Plan {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        world
            .drive_of(&org.ada)
            .add_file("/docs/a.txt", "alpha", World::BEGINNING)
            .add_file("/docs/b.txt", "beta", World::BEGINNING)
            .add_file("/plain/one.txt", "one", World::BEGINNING)
            .add_file("/plain/sub/two.txt", "two", World::BEGINNING)
            .add_file("/plain/sub/deep/three.bin", "three", World::BEGINNING)
            .add_folder("/plain/nothing");
        world
            .drive_of(&org.bob)
            .add_file("/team/t.txt", "Bob's", World::BEGINNING)
            .add_folder("/shelf");
    });
    plan.add_twin("twin");
    let (ada, bob) = ("ada@contoso.example", "bob@contoso.example");
    plan.mount("/contoso/ada", "contoso", ada, "root: /");
    plan.mount("/contoso/docs", "contoso", ada, "root: /docs");
    plan.mount("/contoso/bob", "contoso", bob, "root: /");
    plan.mount("/contoso/closed", "contoso", bob, "read_only: true");
    let shredder = "root: /shelf, options: { permanent_delete: true }";
    plan.mount("/contoso/shredder", "contoso", bob, shredder);
    plan.mount("/contoso/ada/docs/inner", "contoso", bob, "root: /team");
    plan.mount("/contoso/ada/new/between", "contoso", bob, "root: /team");
    plan.mount("/twin/ada", "twin", ada, "root: /");
    plan
}

impl Scene {
    pub(crate) async fn start() -> Self {
        Self::of(plan()).await
    }

    pub(crate) async fn of(plan: Plan) -> Self {
        let house = plan.start().await;
        let admin = sign_in(&house, House::USERNAME, House::PASSWORD).await;
        let scene = Self { house, admin };
        scene.forget();
        scene
    }

    pub(crate) fn files(&self) -> &Files {
        &self.house.services().files
    }

    pub(crate) fn administration(&self) -> Administration {
        let services = self.house.services();
        done(services.administration(&self.admin, Scope::AdminWrite))
    }

    /// Somebody who holds these rights at these places, and nothing else.
    pub(crate) async fn member(&self, name: &str, granted: &[(&str, &[Right])]) -> Caller {
        const PASSWORD: &str = "battery staple horse";
        let administration = self.administration();
        let account = NewAccount {
            username: name.to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            role: Role::Member,
            home_tenant: None,
            tenants: std::collections::BTreeSet::new(),
        };
        let view = done(administration.accounts().create(account).await);
        for (at, rights) in granted {
            let grant = NewGrant {
                principal: Principal::Account(view.account.id.clone()),
                path: path(at),
                rights: rights.iter().copied().collect::<Rights>(),
            };
            done(administration.grants().create(grant).await);
        }
        let caller = sign_in(&self.house, name, PASSWORD).await;
        self.forget();
        caller
    }

    /// Changes or reads the truth about Ada's drive.
    pub(crate) fn ada<T>(&self, look: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        let ada = self.house.orgs[0].ada.clone();
        self.house
            .sim
            .change(|world| look(&mut world.drive_of(&ada)))
    }

    /// The same about Bob's.
    pub(crate) fn bob<T>(&self, look: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        let bob = self.house.orgs[0].bob.clone();
        self.house
            .sim
            .change(|world| look(&mut world.drive_of(&bob)))
    }

    /// The calls so far are not looked at.
    pub(crate) fn forget(&self) {
        self.house.sim.journal().clear();
    }

    /// The calls that may have changed something, since the last look.
    pub(crate) fn writes(&self) -> Vec<String> {
        let entries = self.house.sim.journal().entries();
        let reads = ["GET", "HEAD"];
        let writes = entries
            .into_iter()
            .filter(|one| one.listener != Listener::Login && !reads.contains(&one.method.as_str()));
        writes.map(|one| one.route).collect()
    }

    /// How many calls Graph has seen since the last look.
    pub(crate) fn calls(&self) -> usize {
        self.house.sim.journal().graph_calls()
    }

    /// The names in a folder, as a visitor sees them.
    pub(crate) async fn names(&self, folder: &str) -> Vec<String> {
        self.page(folder, ListQuery::DEFAULT_LIMIT).await
    }

    /// The first few of them: whoever pages, leaves a snapshot.
    pub(crate) async fn page(&self, folder: &str, limit: usize) -> Vec<String> {
        let query = ListQuery {
            limit,
            cursor: None,
            sort: None,
        };
        let browse = &self.house.services().browse;
        let page = done(browse.list(&self.admin, &path(folder), &query).await);
        let rows = page.rows.iter();
        rows.map(|row| row.name.as_str().to_owned()).collect()
    }

    pub(crate) async fn put(&self, at: &str, content: &'static str) {
        let put = self
            .files()
            .put(&self.admin, &path(at), source(content), replace())
            .await;
        done(put);
    }

    /// Waits for a transfer, with all the time in the world.
    pub(crate) async fn ended(&self, transfer: &Transfer) -> Report {
        let day = Duration::from_hours(24);
        transfer.wait(self.house.clock.now().after(day)).await
    }

    pub(crate) async fn stop(self) {
        self.house.stop().await;
    }
}

async fn sign_in(house: &House, username: &str, password: &str) -> Caller {
    let sessions = &house.services().sessions;
    let sign_in = SignIn {
        username: username.to_owned(),
        password: Secret::new(password.to_owned()),
        client: None,
        visit: Visit::default(),
    };
    let signed_in = done(sessions.sign_in(sign_in).await);
    done(sessions.caller(&signed_in.token).await)
}

/// The entry of what is done at once.
#[track_caller]
pub(crate) fn at_once(relocation: Relocation) -> Row {
    let row = match relocation {
        Relocation::Done(row) => Some(row),
        Relocation::UnderWay(_) => None,
    };
    row.expect("it is done at once")
}

/// What goes on.
#[track_caller]
pub(crate) fn under_way(relocation: Relocation) -> Transfer {
    let transfer = match relocation {
        Relocation::UnderWay(transfer) => Some(transfer),
        Relocation::Done(_) => None,
    };
    transfer.expect("it goes on")
}
