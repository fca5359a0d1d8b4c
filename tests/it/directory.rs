//! What an organization says of its sites and their libraries, for whoever chooses what to mount.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use graph_sim::{
    App, AppHandle, Fault, Listener, Options, Role, Sim, Site, SiteHandle, SiteRole, Switches,
    User, World,
};
use onefold::applications::{Applications, ApplicationsParts, DeclaredCredential};
use onefold::directory::{Directory, Sites};
use onefold::domain::{
    ClientId, CloudName, Diagnosis, DirectoryId, Health, Mountable, Origin, Result, Secret, SiteId,
    Tenant, TenantId, Timestamp, Urgency, VirtualPath,
};
use onefold::doors::{ManualClock, Random, Tasks};
use onefold::graph::{ClientParts, Limits, Transport, TransportOptions};
use onefold::store::Store;
use onefold::vault::{MasterKey, Vault};
use tempfile::TempDir;

use crate::support::client::cloud_of;

/// The root site, which every organization has.
const ROOT: &str = "Communication site";

/// Nobody waits.
const CALM: Urgency = Urgency::Background;

/// An organization with two people, and sites and libraries of its own.
struct Town {
    sim: Sim,
    app: AppHandle,
    sites: Vec<SiteHandle>,
    directory: Directory,
    tenant: Tenant,
    _data: TempDir,
}

impl Town {
    /// A town of these sites, of which a page holds so many.
    async fn of(sites: Vec<Site>, page: usize) -> Self {
        let mut world = World::new(1);
        let tenant = graph_sim::Tenant::new("contoso", "contoso.example");
        let tenant = world.add_tenant(tenant);
        let app = world.add_app(&tenant, App::reader("Onefold", "a secret"));
        world.set_roles(&app, vec![Role::FilesReadAll, Role::SitesReadAll]);
        for (name, shown) in [("ada", "Ada Example"), ("bob", "Bob Example")] {
            world.add_user(&tenant, User::new(name, shown));
        }
        let sites = sites.into_iter().map(|site| world.add_site(&tenant, site));
        let sites = sites.collect();
        let mut switches = Switches::default();
        switches.listing.default_page_size = page;
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options).await.expect("free ports");
        let tenant = registered(&tenant.directory_id, &app.client_id);
        let data = tempfile::tempdir().expect("a folder");
        let store = Store::open(data.path()).await.expect("a new database");
        Self {
            directory: Directory::new(Arc::new(applications(&sim, &tenant, store))),
            sim,
            app,
            sites,
            tenant,
            _data: data,
        }
    }

    async fn small() -> Self {
        let sites = vec![
            Site::team("sites/team", "Team"),
            Site::communication("sites/news", "News & Größen"),
        ];
        Self::of(sites, 2).await
    }

    async fn find(&self, text: Option<&str>) -> Result<Sites> {
        self.directory.sites(&self.tenant, text, CALM).await
    }

    /// The names of what is found, and whether they are personal.
    async fn names(&self, text: Option<&str>) -> Vec<(String, bool)> {
        let found = self.find(text).await.expect("nothing is wrong");
        assert!(!found.is_cut);
        let sites = found.sites.into_iter();
        sites.map(|site| (site.name, site.is_personal)).collect()
    }

    async fn libraries(&self, site: &str) -> Result<Vec<String>> {
        let site = SiteId::parse(site).expect("an id");
        let found = self.directory.libraries(&self.tenant, &site, CALM).await;
        found.map(|libraries| libraries.into_iter().map(|one| one.title).collect())
    }

    /// What it may do from now on.
    fn set_roles(&self, roles: Vec<Role>) {
        self.sim.change(|world| {
            world.set_roles(&self.app, roles);
            world.revoke_tokens(&self.app);
        });
    }

    async fn close(self) {
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:?}");
        self.sim.shutdown().await;
    }
}

fn registered(directory: &str, client: &str) -> Tenant {
    Tenant {
        id: TenantId::from_unique("1"),
        name: "Contoso".to_owned(),
        cloud: CloudName::parse("lab").expect("a name"),
        directory_id: DirectoryId::parse(directory).expect("an id"),
        client_id: ClientId::parse(client).expect("an id"),
        path_prefix: VirtualPath::parse("/contoso").expect("a path"),
        mountable: Mountable::default(),
        origin: Origin::File,
        health: Health::default(),
    }
}

fn applications(sim: &Sim, tenant: &Tenant, store: Store) -> Applications {
    let now = sim.clock().now().as_millisecond();
    let clock = ManualClock::at(Timestamp::from_unix_ms(now));
    clock.skip_back_offs_up_to(Duration::from_mins(5));
    let transport = Transport::new(&TransportOptions::default()).expect("a transport");
    let secret = DeclaredCredential::ClientSecret(Secret::new("a secret".to_owned()));
    Applications::new(ApplicationsParts {
        client: ClientParts {
            transport,
            clock: Arc::new(clock),
            tasks: Tasks::default(),
            random: Random,
        },
        limits: Limits::default(),
        clouds: vec![cloud_of(sim)],
        store,
        vault: Vault::new(&MasterKey::generate(Random), Random),
        declared: HashMap::from([(tenant.id.clone(), secret)]),
    })
}

fn named(sites: &[(&str, bool)]) -> Vec<(String, bool)> {
    let owned = |&(name, is_personal): &(&str, bool)| (name.to_owned(), is_personal);
    sites.iter().map(owned).collect()
}

#[tokio::test]
async fn all_sites_are_found_over_their_pages_and_peoples_own_are_told_apart() {
    let town = Town::small().await;
    let all = named(&[
        (ROOT, false),
        ("Ada Example", true),
        ("Bob Example", true),
        ("Team", false),
        ("News & Größen", false),
    ]);
    assert_eq!(town.names(None).await, all);
    let asked = town.sim.journal().count("GET /sites/getAllSites");
    assert_eq!(asked, 3, "{:?}", town.sim.journal().entries());
    let found = town.find(None).await.expect("nothing is wrong").sites;
    let team = found.iter().find(|site| site.name == "Team");
    let team = team.expect("it is there");
    assert_eq!(team.id.as_str(), town.sites[0].id);
    let address = team.web_url.as_deref().expect("it has one");
    assert!(address.ends_with("/sites/team"), "{address}");
    town.close().await;
}

#[tokio::test]
async fn a_search_finds_what_bears_the_words_and_nobodys_own() {
    let town = Town::small().await;
    for (text, found) in [
        ("team", named(&[("Team", false)])),
        ("News & Größen", named(&[("News & Größen", false)])),
        ("Example", Vec::new()),
        ("100% #1 + ?", Vec::new()),
        (
            "*",
            named(&[(ROOT, false), ("Team", false), ("News & Größen", false)]),
        ),
    ] {
        assert_eq!(town.names(Some(text)).await, found, "{text}");
    }
    town.close().await;
}

#[tokio::test]
async fn the_libraries_of_a_site_are_found_over_their_pages() {
    let town = Town::small().await;
    let site = town.sites[0].clone();
    let minutes = town.sim.change(|world| {
        world.add_library(&site, "Plans");
        world.add_library(&site, "Minutes")
    });
    let titles = town.libraries(&site.id).await.expect("nothing is wrong");
    assert_eq!(titles, ["Documents", "Plans", "Minutes"]);
    let id = SiteId::parse(&site.id).expect("an id");
    let found = town.directory.libraries(&town.tenant, &id, CALM).await;
    let drives: Vec<_> = found.expect("nothing is wrong");
    let drives: Vec<_> = drives.iter().map(|one| one.drive.as_str()).collect();
    assert_eq!(drives.first(), Some(&site.drive.id.as_str()));
    assert_eq!(drives.last(), Some(&minutes.id.as_str()));
    let nowhere = site.id.replace(|letter: char| letter.is_ascii_digit(), "0");
    let missing = town.libraries(&nowhere).await.expect_err("no such site");
    assert_eq!(missing.diagnosis(), Some(Diagnosis::SiteNotFound));
    town.close().await;
}

#[tokio::test]
async fn an_application_finds_what_it_may_and_is_told_what_it_lacks() {
    let town = Town::small().await;
    town.set_roles(vec![Role::SitesSelected]);
    let refused = town.find(None).await.expect_err("it may not list them");
    assert_eq!(refused.diagnosis(), Some(Diagnosis::RoleMissing));
    assert_eq!(town.names(Some("*")).await, []);
    let site = town.sites[1].clone();
    let closed = town.libraries(&site.id).await.expect_err("not granted");
    assert_eq!(closed.diagnosis(), Some(Diagnosis::SiteNotGranted));
    let grant = |world: &mut World| world.grant_site(&town.app, &site, SiteRole::Read);
    town.sim.change(grant);
    let granted = named(&[("News & Größen", false)]);
    assert_eq!(town.names(Some("*")).await, granted);
    let titles = town.libraries(&site.id).await.expect("it is granted");
    assert_eq!(titles, ["Documents"]);
    town.close().await;
}

#[tokio::test]
async fn a_page_that_fails_is_an_error_and_never_the_end() {
    let town = Town::small().await;
    for (path, status) in [("getAllSites", 403), ("getAllSites", 500)] {
        let fault = Fault::on(Listener::Graph).path_matches(path);
        let second = fault.nth(2).times(100).status(status);
        town.sim.faults().add(second);
        let failed = town.find(None).await;
        assert!(failed.is_err(), "{status}: {failed:?}");
        town.sim.faults().clear();
    }
    assert_eq!(town.names(None).await.len(), 5);
    town.close().await;
}

#[tokio::test]
async fn of_more_sites_than_anybody_can_choose_from_the_rest_is_said_to_be_missing() {
    let site = |number| Site::team(format!("sites/{number}"), format!("Site {number}"));
    let town = Town::of((0..5_001).map(site).collect(), 1_000).await;
    let found = town.find(Some("*")).await.expect("nothing is wrong");
    assert_eq!((found.sites.len(), found.is_cut), (5_000, true));
    let found = town.find(Some("Site 77")).await.expect("nothing is wrong");
    assert_eq!((found.sites.len(), found.is_cut), (11, false));
    town.close().await;
}
