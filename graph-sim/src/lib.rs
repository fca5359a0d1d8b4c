//! A simulator of Microsoft's login and Graph services, as far as files are concerned.
//!
//! It listens where Microsoft would: a login host that issues app-only tokens, a Graph host over
//! drives and items, and a content host behind pre-authenticated download URLs; a fourth listener
//! controls it from other processes. Build a [`World`], start a [`Sim`] over it, point a client at
//! its addresses, then read the [`Journal`] and the [`Meter`], set [`Faults`], turn the [`Clock`] and
//! the [`Switches`].
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use graph_sim::{App, Options, Sim, Tenant, User, World};
//!
//! let mut world = World::new(1);
//! let contoso = world.add_tenant(Tenant::new("Contoso", "contoso.example"));
//! let app = world.add_app(&contoso, App::reader("Onefold", "a secret"));
//! let ada = world.add_user(&contoso, User::new("ada", "Ada Example"));
//! world.drive_of(&ada).add_file("/Documents/hello.txt", "Hello!", World::BEGINNING);
//! let sim = Sim::start(world, Options::default()).await?;
//! assert_eq!(sim.journal().graph_calls(), 0);
//! sim.shutdown().await;
//! # std::io::Result::Ok(()) }).unwrap();
//! ```
//!
//! A request for something the simulator does not imitate is answered 501 with `Sim-Defect: 1` and
//! marked in the journal: the defect is the simulator's, not the client's. To add a route, give it
//! a shape in `graph::route`, a handler beside the others, and a doc comment that names the page of
//! Microsoft's documentation it imitates and what it leaves out.

mod announcement;
mod clock;
mod cloud;
mod content;
mod control;
mod doors;
mod download;
mod faults;
mod graph;
mod hosts;
mod ids;
mod journal;
mod login;
mod metering;
mod net;
mod previews;
mod proxy;
mod quick_xor;
mod seed;
mod sim;
mod sockets;
mod state;
mod subscriptions;
pub mod switches;
mod thumbnails;
mod timestamp;
mod tls;
mod uploads;
mod world;

pub use announcement::{
    Announcement, AppAnnouncement, LibraryAnnouncement, SiteAnnouncement, TenantAnnouncement,
    UserAnnouncement,
};
pub use clock::Clock;
pub use cloud::{Cloud, UnknownCloud};
pub use content::{Content, Fingerprint};
pub use faults::{Fault, Faults, Held};
pub use jiff::Timestamp;
pub use journal::{Exchange, Journal, Listener, Member};
pub use metering::{Meter, Usage};
pub use quick_xor::QuickXor;
pub use sim::{Options, Ports, Sim};
pub use subscriptions::{Delivery, OpenSubscription, Subscriptions};
pub use switches::{SwitchBoard, Switches};
pub use uploads::{OpenUpload, UploadTally, Uploads};
pub use world::{
    App, AppHandle, Certificate, DriveEditor, DriveHandle, DriveState, LoadError, NoCertificate,
    NotProvisionedShape, Quota, RecycleBin, Role, Secret, Site, SiteHandle, SiteRole, Tenant,
    TenantHandle, User, UserHandle, World, WorldPlan,
};
