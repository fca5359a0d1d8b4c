//! The contract of `Drive`, kept over the simulator whichever way the facts turn out to be.

use std::sync::Arc;

use graph_sim::switches::{
    ColonPaths, ContentAuthorization, ContentETag, FileChildren, ForeignDrive, HeadSupport,
    HeaderNames, InnerErrorKey, LoginErrorStatus, MalformedDriveId, Normalization, NumberStyle,
    OverCap, PageFill, Plus, RangeSupport, SelectedDownloadUrl, UnknownUsersDrive, Unsupported,
};
use graph_sim::{App, Options, Sim, Switches, Tenant, User, World};
use onefold::domain::{
    ClientId, CloudName, DirectoryId, Drive, DriveId, Secret, TenantId, Timestamp,
};
use onefold::doors::{ManualClock, Random, Tasks};
use onefold::drives::contract::{self, Promises};
use onefold::drives::{Cache, CacheOptions, Cached, OneDrive, UploadOptions, Uploads};
use onefold::graph::{
    Application, Budget, Client, ClientParts, Cloud, Credential, Credentials, HostPattern, Limits,
    Transport, TransportOptions,
};

/// One position of one switch that is not the usual one.
type Turn = (&'static str, fn(&mut Switches));

/// The switches that touch reading, each in the positions that are not the usual ones.
const TURNS: &[Turn] = &[
    ("all as usual", |_| {}),
    ("a life of a token in words", |all| {
        all.login.expires_in = NumberStyle::Text;
    }),
    ("refusals of login as 400", |all| {
        all.login.error_status = LoginErrorStatus::BadRequest;
    }),
    ("refusals of login as 401", |all| {
        all.login.error_status = LoginErrorStatus::Unauthorized;
    }),
    ("one child a page", |all| all.listing.page_size_cap = 1),
    ("small pages unless asked", |all| {
        all.listing.default_page_size = 1;
    }),
    ("too large a page refused", |all| {
        all.listing.over_cap = OverCap::Refused;
    }),
    ("short pages", |all| {
        all.listing.page_size_cap = 2;
        all.listing.pages = PageFill::Short;
    }),
    ("every second page empty", |all| {
        all.listing.page_size_cap = 1;
        all.listing.empty_page_every = Some(2);
    }),
    ("a file's children not found", |all| {
        all.listing.file_children = FileChildren::NotFound;
    }),
    ("a file's children empty", |all| {
        all.listing.file_children = FileChildren::EmptyList;
    }),
    ("odd orders refused", |all| {
        all.listing.unsupported_order = Unsupported::Refused;
    }),
    ("selected URLs kept", |all| {
        all.listing.selected_download_url = SelectedDownloadUrl::Kept;
    }),
    ("no hashes", |all| all.shape.hashes = false),
    ("no places", |all| all.shape.parent_path = false),
    ("no times of the client", |all| {
        all.shape.file_system_info = false;
    }),
    ("times with three decimals", |all| {
        all.shape.time_decimals = 3;
    }),
    ("times with seven decimals", |all| {
        all.shape.time_decimals = 7;
    }),
    ("sizes too large", |all| all.shape.file_size_offset = 7),
    ("paths refused", |all| {
        all.addressing.colon_paths = ColonPaths::Refused;
    }),
    ("a plus read as a blank", |all| {
        all.addressing.plus = Plus::Blank;
    }),
    ("normal forms equal", |all| {
        all.addressing.normalization = Normalization::Equal;
    }),
    ("innererror", |all| {
        all.errors.inner_error = InnerErrorKey::Innererror;
    }),
    ("an unknown user's drive", |all| {
        all.errors.unknown_users_drive = UnknownUsersDrive::ItemNotFound;
    }),
    ("a foreign drive forbidden", |all| {
        all.errors.foreign_drive = ForeignDrive::Forbidden;
    }),
    ("a malformed drive id not found", |all| {
        all.errors.malformed_drive_id = MalformedDriveId::NotFound;
    }),
    ("bytes with a token", |all| {
        all.content.authorization = ContentAuthorization::Ignored;
    }),
    ("ranges ignored", |all| {
        all.content.range = RangeSupport::Ignored;
    }),
    ("HEAD of bytes", |all| {
        all.content.head = HeadSupport::Answered;
    }),
    ("bytes under a tag of their own", |all| {
        all.content.etag = ContentETag::OfContent;
    }),
    ("bytes without a tag", |all| {
        all.content.etag = ContentETag::Missing;
    }),
    ("no compression", |all| all.transport.gzip = false),
    ("names of headers in title case", |all| {
        all.transport.header_names = HeaderNames::Title;
    }),
];

#[tokio::test]
async fn a_drive_of_microsofts_keeps_the_contract_at_every_switch() {
    run(false).await;
}

#[tokio::test]
async fn a_cached_drive_of_microsofts_keeps_it_cold_and_warm() {
    run(true).await;
}

/// Goes on after a failure, so that one run names all positions that break the contract.
async fn run(cached: bool) {
    let mut broken = Vec::new();
    for (name, turn) in TURNS {
        let mut switches = Switches::default();
        turn(&mut switches);
        if Tasks::default()
            .spawn(keep(switches, cached))
            .await
            .is_err()
        {
            broken.push(*name);
        }
    }
    assert!(broken.is_empty(), "the contract is broken with: {broken:?}");
}

async fn keep(switches: Switches, cached: bool) {
    let promises = Promises {
        places: switches.shape.parent_path,
        sizes: switches.shape.file_size_offset == 0,
        ranges: switches.content.range == RangeSupport::Honored,
        hashes: switches.shape.hashes,
        times: switches.shape.file_system_info,
        ..Promises::ALL
    };
    let mut world = World::new(1);
    let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
    let app = world.add_app(&tenant, App::reader("Onefold", "a secret"));
    let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
    let mut drive = world.drive_of(&ada);
    for (path, text) in contract::World::FILES {
        drive.add_file(path, text, World::BEGINNING);
    }
    drive
        .add_folder(contract::World::EMPTY_FOLDER)
        .add_package(contract::World::PACKAGE);
    let drive_id = DriveId::parse(&ada.drive_id).expect("an id");
    let options = Options {
        switches,
        ..Options::default()
    };
    let sim = Sim::start(world, options).await.expect("free ports");
    let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(
        sim.clock().now().as_millisecond(),
    )));
    let directory = DirectoryId::parse(&tenant.directory_id).expect("an id");
    let client = ClientId::parse(&app.client_id).expect("an id");
    let client = client_of(&sim, &clock, (directory, client));
    let ids = (TenantId::from_unique("1"), drive_id.clone());
    let spool = tempfile::tempdir().expect("a folder");
    let uploads = Uploads::new(
        spool.path().into(),
        UploadOptions::default(),
        Tasks::default(),
    );
    let plain = OneDrive::new(client, ids.clone(), Arc::clone(&clock) as _, uploads);
    if cached {
        let cache = Cache::new(CacheOptions::default());
        let drive = Cached::new(Arc::new(plain), ids, cache, clock, &Tasks::default());
        contract::reads(&drive, promises).await;
        contract::reads(&drive as &dyn Drive, promises).await;
    } else {
        contract::reads(&plain, promises).await;
    }
    assert!(sim.journal().defects().is_empty(), "no unknown question");
    sim.shutdown().await;
}

fn client_of(
    sim: &Sim,
    clock: &Arc<ManualClock>,
    (directory, client): (DirectoryId, ClientId),
) -> Arc<Client> {
    let cloud = Cloud {
        name: CloudName::parse("lab").expect("a name"),
        login: sim.login_url().parse().expect("a URL"),
        graph: sim.graph_url().parse().expect("a URL"),
        scope: sim.graph_scope(),
        content_hosts: vec![HostPattern::parse(&sim.content_host()).expect("a host")],
        insecure_http: true,
    };
    let parts = ClientParts {
        transport: Transport::new(&TransportOptions::default()).expect("a transport"),
        clock: Arc::clone(clock) as _,
        tasks: Tasks::default(),
        random: Random,
    };
    let application = Application {
        cloud,
        directory,
        client,
    };
    let secret = Secret::new("a secret".to_owned());
    let credentials = Credentials::only(Credential::ClientSecret(secret));
    let budget = Budget::new(Limits::default(), Arc::clone(clock) as _);
    Arc::new(Client::new(
        parts,
        (application, credentials),
        Arc::new(budget),
    ))
}
