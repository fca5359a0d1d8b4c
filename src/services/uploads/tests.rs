//! What was kept comes back, to nobody else.

use tempfile::TempDir;

use super::*;
use crate::domain::{
    Actor, AuditEntry, ClientId, CloudName, ContentFacts, Deed, DirectoryId, ETag, Health,
    IfExists, ItemId, Mountable, Origin, QuickXor, Replaced, Secret, Segment, Swap, Tenant, Times,
    VirtualPath,
};
use crate::doors::ManualClock;
use crate::vault::MasterKey;

const URL: &str = "https://contoso.sharepoint.example/_api/upload?tempauth=planted-bearer";
const NOW: Timestamp = Timestamp::from_unix_ms(1_763_694_000_000);

struct Desk {
    uploads: KeptUploads,
    store: Store,
    clock: Arc<ManualClock>,
    tenant: TenantId,
    drive: DriveId,
    folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a new database");
        let tenant = tenant();
        let audit = AuditEntry::new(NOW, Actor::default(), Deed::TenantCreate);
        let inserted = store.insert_tenant(&tenant, &[], &audit).await;
        inserted.expect("the tenant is new");
        let clock = Arc::new(ManualClock::at(NOW));
        Self {
            uploads: uploads(&store, &clock),
            store,
            clock,
            tenant: tenant.id,
            drive: DriveId::parse("b!drive").expect("an id"),
            folder,
        }
    }

    async fn keep(&self, state: &UploadState) -> Arc<dyn UploadKeeper> {
        let keeper = self.uploads.keeper(&self.tenant, &self.drive);
        keeper.keep(state).await.expect("the tenant is there");
        keeper
    }

    async fn only(&self) -> Unfinished {
        let mut unfinished = self.uploads.unfinished().await.expect("readable");
        assert_eq!(unfinished.len(), 1);
        unfinished.remove(0)
    }

    /// Whether the bytes are anywhere in the data directory.
    fn holds(&self, needle: &[u8]) -> bool {
        let files = std::fs::read_dir(self.folder.path()).expect("the folder is there");
        files
            .map(|file| std::fs::read(file.expect("a file").path()).expect("it is readable"))
            .any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    }
}

fn uploads(store: &Store, clock: &Arc<ManualClock>) -> KeptUploads {
    let vault = Vault::new(&MasterKey::generate(Random), Random);
    KeptUploads::new((store.clone(), vault), (Arc::clone(clock) as _, Random))
}

fn tenant() -> Tenant {
    let guid = "00000000-0000-0000-0000-000000000001";
    Tenant {
        id: TenantId::from_unique("1"),
        name: "Contoso".to_owned(),
        cloud: CloudName::parse("global").expect("a cloud"),
        directory_id: DirectoryId::parse(guid).expect("a GUID"),
        client_id: ClientId::parse(guid).expect("a GUID"),
        path_prefix: VirtualPath::parse("/contoso").expect("a path"),
        mountable: Mountable::default(),
        origin: Origin::Database,
        health: Health::default(),
    }
}

fn state() -> UploadState {
    let mut hash = QuickXor::default();
    hash.update(b"as far as it has come");
    UploadState {
        url: Secret::new(URL.to_owned()),
        expires_at: NOW.after(Duration::from_mins(15)),
        folder: ItemId::parse("01FOLDER").expect("an id"),
        name: Segment::parse("planted name.bin").expect("a name"),
        beside: Some(Segment::parse("planted name beside.bin").expect("a name")),
        size: u64::MAX / 2,
        received: hash.length(),
        hash,
        if_exists: IfExists::Replace,
        if_match: ETag::requote("{1},2"),
        times: Some(Times {
            modified_at: NOW,
            created_at: None,
        }),
        replaces: Some(Replaced {
            id: ItemId::parse("01OLD").expect("an id"),
            etag: ETag::requote("{1},1"),
            content: ContentFacts {
                tag: Some("c:{1},1".to_owned()),
                size: Some(7),
                quick_xor_hash: Some("hash".to_owned()),
            },
        }),
        began_at: NOW,
        swap: Some(Swap {
            new: ItemId::parse("01NEW").expect("an id"),
            old: ItemId::parse("01OLD").ok(),
            aside: Segment::parse("planted name aside.bin").expect("a name"),
        }),
    }
}

fn assert_same(one: &UploadState, other: &UploadState) {
    // The URL is hidden in what is compared as text.
    assert_eq!(one.url.expose(), other.url.expose());
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}

#[tokio::test]
async fn what_was_kept_last_is_what_another_process_goes_on_with() {
    let desk = Desk::new().await;
    let bare = UploadState {
        beside: None,
        if_match: None,
        times: None,
        replaces: None,
        swap: None,
        ..state()
    };
    let keeper = desk.keep(&bare).await;
    let found = desk.uploads.find(&desk.only().await.id).await;
    assert_same(&found.expect("it opens").expect("it is there"), &bare);
    keeper.keep(&state()).await.expect("it is writable");
    let unfinished = desk.only().await;
    assert_eq!(
        (&unfinished.tenant, &unfinished.drive),
        (&desk.tenant, &desk.drive)
    );
    assert_eq!(unfinished.expires_at, state().expires_at);
    let found = desk.uploads.find(&unfinished.id).await;
    assert_same(&found.expect("it opens").expect("it is there"), &state());
}

#[tokio::test]
async fn whoever_goes_on_writes_down_the_same_upload_until_it_is_finished() {
    let desk = Desk::new().await;
    let first = desk.keep(&state()).await;
    let unfinished = desk.only().await;
    desk.clock.advance(Duration::from_mins(9));
    let refused = desk.uploads.take(&unfinished).await;
    let refused = refused.expect_err("somebody is at work on it");
    assert!(refused.is_conflict("upload_taken"), "{refused:?}");
    desk.clock.advance(Duration::from_mins(1));
    let taken = desk.uploads.take(&unfinished).await;
    let (found, keeper) = taken.expect("nobody has been heard of");
    assert_same(&found, &state());
    let lost = first.keep(&state()).await.expect_err("it is another's");
    assert!(lost.is_conflict("upload_taken"), "{lost:?}");
    first.forget().await.expect("it is not his to forget");
    keeper.keep(&state()).await.expect("it is writable");
    assert_eq!(desk.only().await.id, unfinished.id);
    keeper.forget().await.expect("it is writable");
    assert!(
        desk.uploads
            .unfinished()
            .await
            .expect("readable")
            .is_empty()
    );
    let found = desk.uploads.find(&unfinished.id).await;
    assert!(found.expect("readable").is_none());
    let over = desk.uploads.take(&unfinished).await;
    assert!(over.expect_err("it is over").is_conflict("upload_taken"));
}

#[tokio::test]
async fn an_upload_that_was_left_is_taken_at_once() {
    let desk = Desk::new().await;
    let first = desk.keep(&state()).await;
    let unfinished = desk.only().await;
    first.leave().await.expect("it is his");
    let (_, second) = desk.uploads.take(&unfinished).await.expect("nobody has it");
    assert!(
        desk.uploads.take(&unfinished).await.is_err(),
        "somebody has it"
    );
    desk.uploads.leave_all().await.expect("a server begins");
    desk.uploads.take(&unfinished).await.expect("nobody has it");
    assert!(second.keep(&state()).await.is_err(), "he is late");
}

#[tokio::test]
async fn no_file_of_the_database_holds_the_url_or_the_name() {
    let desk = Desk::new().await;
    desk.keep(&state()).await;
    let id = desk.only().await.id;
    assert!(
        desk.holds(id.as_str().as_bytes()),
        "the search finds what is there"
    );
    for needle in ["planted-bearer", "sharepoint.example", "planted name"] {
        assert!(!desk.holds(needle.as_bytes()), "{needle}");
    }
    let shown = format!("{:?}", desk.uploads.find(&id).await);
    assert!(!shown.contains("planted-bearer"), "{shown}");
}

#[tokio::test]
async fn another_master_key_is_an_error_that_says_so() {
    let desk = Desk::new().await;
    desk.keep(&state()).await;
    let id = desk.only().await.id;
    let strangers = uploads(&desk.store, &desk.clock);
    let refused = strangers.find(&id).await.expect_err("it is another key");
    let Error::Internal(cause) = refused else {
        panic!("{refused:?}");
    };
    assert!(cause.to_string().contains("master key"), "{cause}");
}

#[tokio::test]
async fn a_session_that_ended_is_forgotten_a_day_later() {
    let desk = Desk::new().await;
    desk.keep(&state()).await;
    for (minutes, forgotten) in [(15, 0), (24 * 60 - 1, 0), (1, 1)] {
        desk.clock.advance(Duration::from_mins(minutes));
        assert_eq!(
            desk.uploads.purge().await.expect("it is writable"),
            forgotten
        );
    }
}
