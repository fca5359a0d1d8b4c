//! The double keeps the contract, and what is its own.

use crate::domain::{Drive as _, DriveId, IfExists, PutOptions, Target, Timestamp, Urgency};
use crate::doors::{ManualClock, Tasks};
use crate::drives::contract::{self, Levers, Promises, World};
use crate::drives::{Cache, CacheOptions, Cached};

use super::*;

fn path(path: &str) -> DrivePath {
    DrivePath::parse(path).expect("a path")
}

fn world(clock: &Arc<ManualClock>) -> MemoryDrive {
    let drive = MemoryDrive::new(Arc::clone(clock) as _);
    for (place, bytes) in World::FILES {
        drive.put_file(&path(place), bytes);
    }
    drive.put_folder(&path(World::EMPTY_FOLDER));
    drive.put_opaque(&path(World::PACKAGE), EntryKind::Package);
    let remote = RemoteItem {
        drive: DriveId::parse("b!team").expect("an id"),
        id: ItemId::parse("01TEAM").expect("an id"),
    };
    drive.put_shortcut(&path(World::SHORTCUT), remote);
    drive
}

#[tokio::test]
async fn a_drive_in_memory_keeps_the_contract() {
    let clock = Arc::new(ManualClock::at(Timestamp::default()));
    let drive = world(&clock);
    contract::reads(&drive, Promises::ALL).await;
    let levers = Levers {
        wait: &|time| clock.advance(time),
        forget_changes: &|| drive.forget_changes(),
    };
    contract::writes(&drive, Promises::ALL, levers).await;
    contract::reads(&drive, Promises::ALL).await;
}

#[tokio::test]
async fn a_cached_drive_keeps_the_contract_cold_and_warm() {
    let ids = (
        crate::domain::TenantId::from_unique("1"),
        DriveId::parse("b!1").expect("an id"),
    );
    let clock = Arc::new(ManualClock::at(Timestamp::default()));
    let cache = Cache::new(CacheOptions::default());
    let inner = Arc::new(world(&clock));
    let drive = Cached::new(inner, ids, cache, clock, &Tasks::default());
    contract::reads(&drive, Promises::ALL).await;
    contract::reads(&drive, Promises::ALL).await;
}

#[tokio::test]
async fn a_drive_takes_no_more_than_it_has_room_for() {
    let clock = Arc::new(ManualClock::at(Timestamp::default()));
    let drive = MemoryDrive::new(clock);
    drive.set_room(10);
    drive.put_file(&path("/seven"), "1234567");
    let target = Target::At(crate::domain::Anchor::Root, path("/four"));
    let bytes = Box::pin(futures_util::stream::iter([Ok(Bytes::from_static(
        b"1234",
    ))]));
    let source = crate::domain::ByteSource::once(Some(4), bytes);
    let options = PutOptions::new(IfExists::Fail);
    let refused = drive.put(&target, source, &options, Urgency::Background);
    let refused = refused.await.map_err(|error| error.code());
    assert_eq!(refused.err(), Some("insufficient_storage"));
    let quota = drive.quota(Urgency::Background).await.expect("known");
    assert_eq!((quota.used, quota.remaining), (Some(7), Some(3)));
}
