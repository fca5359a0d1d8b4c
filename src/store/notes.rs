//! Small writes of which every file that is written makes some. It is the commit that takes time, since it waits for
//! the disk: notes that come while one is under way share the next.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::audit::{self, AuditId};
use super::database::{Store, Writing};
use super::error::StoreError;
use super::uploads::{self, KeptUpload, UploadClaim};
use crate::domain::{AuditEntry, DeedEnd, Timestamp, UploadId};
use crate::doors::Tasks;

/// A small write.
#[derive(Debug)]
pub(super) enum Note {
    /// Deeds are about to be done.
    Begin(Vec<AuditEntry>),
    /// They ended so.
    End(Vec<AuditId>, DeedEnd),
    /// A new upload is kept.
    Keep(Box<(KeptUpload, UploadClaim, Timestamp)>),
    /// Its holder forgets it.
    Forget(UploadId, String),
}

/// The rows that a note has made.
type Made = Result<Vec<AuditId>, StoreError>;

/// A note, and where it is told that it is written.
type Waiting = (Note, oneshot::Sender<Made>);

/// The notes that wait to be written. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    book: Arc<Mutex<Book>>,
    tasks: Tasks,
}

#[derive(Debug, Default)]
struct Book {
    waiting: Vec<Waiting>,
    /// Whether somebody is at work on them.
    is_open: bool,
}

impl Note {
    /// Whether it must outlast a power cut. What it says of an end need not: a deed of which nobody knows how it
    /// ended, and an upload that was over, are seen for what they are afterwards, too.
    const fn must_last(&self) -> bool {
        matches!(self, Self::Begin(_) | Self::Keep(_))
    }

    async fn write(&self, writing: &mut Writing) -> Made {
        match self {
            Self::Begin(deeds) => return audit::begin(deeds, writing).await,
            Self::End(rows, end) => audit::end(rows, *end, writing).await?,
            Self::Keep(kept) => {
                let (upload, claim, now) = &**kept;
                uploads::insert((upload, claim, *now), writing).await?;
            }
            Self::Forget(id, holder) => uploads::delete((id, holder), writing).await?,
        }
        Ok(Vec::new())
    }
}

impl Notes {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that wait; nothing, and the book is closed, where there are none.
    fn take(&self) -> Option<Vec<Waiting>> {
        let mut book = self.book();
        book.is_open = !book.waiting.is_empty();
        book.is_open.then(|| mem::take(&mut book.waiting))
    }
}

impl Store {
    /// Writes a note, together with others that come at the same time. It is committed when this returns.
    pub(super) async fn note(&self, note: Note) -> Made {
        let (told, answer) = oneshot::channel();
        let is_first = {
            let mut book = self.notes().book();
            book.waiting.push((note, told));
            !mem::replace(&mut book.is_open, true)
        };
        if is_first {
            let store = self.clone();
            // It is waited for below, through the channel.
            drop(
                self.notes()
                    .tasks
                    .spawn(async move { store.write_notes().await }),
            );
        }
        // Nobody tells where the work was broken off by a panic, or the server's end.
        answer
            .await
            .unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }

    async fn write_notes(&self) {
        let mut work = Work(Some(self.notes().clone()));
        while let Some(notes) = self.notes().take() {
            self.write_all(notes).await;
        }
        work.0 = None;
    }

    /// Writes notes together; one by one where that fails, so that each is told its own failure.
    async fn write_all(&self, notes: Vec<Waiting>) {
        let (notes, told): (Vec<_>, Vec<_>) = notes.into_iter().unzip();
        match self.write_together(&notes).await {
            Ok(made) => tell(told, made.into_iter().map(Ok)),
            Err(failure) if notes.len() == 1 => tell(told, [Err(failure)]),
            Err(_) => {
                for (note, told) in notes.iter().zip(told) {
                    let made = self.write_together(std::slice::from_ref(note)).await;
                    tell([told], [made.map(|made| made.concat())]);
                }
            }
        }
    }

    async fn write_together(&self, notes: &[Note]) -> Result<Vec<Vec<AuditId>>, StoreError> {
        let mut writing = self
            .begin_lasting(notes.iter().any(Note::must_last))
            .await?;
        let mut made = Vec::with_capacity(notes.len());
        for note in notes {
            made.push(note.write(&mut writing).await?);
        }
        writing.commit().await?;
        Ok(made)
    }
}

/// Whoever has asked may have left.
fn tell(
    told: impl IntoIterator<Item = oneshot::Sender<Made>>,
    made: impl IntoIterator<Item = Made>,
) {
    for (told, made) in told.into_iter().zip(made) {
        let _left = told.send(made);
    }
}

/// Somebody at work on the book. One who is broken off closes it, and those who wait learn that nobody comes.
struct Work(Option<Notes>);

impl Drop for Work {
    fn drop(&mut self) {
        if let Some(notes) = &self.0 {
            *notes.book() = Book::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;
    use crate::domain::{DriveId, Sealed, TenantId};
    use crate::store::AuditQuery;
    use crate::store::fixtures::{self, TestStore};

    #[tokio::test]
    async fn notes_that_come_at_once_are_all_written_and_told_their_own_rows() {
        let test = TestStore::new().await;
        let deeds = [fixtures::audit()];
        let notes = (0..50).map(|_| test.store.begin_audit(&deeds));
        let mut rows = Vec::new();
        for made in join_all(notes).await {
            rows.extend(made.expect("it is written"));
        }
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), 50);
        let ends = rows
            .chunks(1)
            .map(|row| test.store.end_audit(row, DeedEnd::Done));
        for ended in join_all(ends).await {
            ended.expect("it is written");
        }
        let noted = test.store.list_audit(&AuditQuery::newest(100)).await;
        let noted = noted.expect("it is readable");
        assert_eq!(noted.len(), 50);
        assert!(noted.iter().all(|record| record.end == DeedEnd::Done));
    }

    #[tokio::test]
    async fn a_note_that_is_refused_harms_no_other() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let claim = UploadClaim {
            holder: "me".to_owned(),
            until: fixtures::NOW,
        };
        let upload = |unique: &str, tenant: TenantId| KeptUpload {
            id: UploadId::from_unique(unique),
            tenant_id: tenant,
            drive_id: DriveId::parse("b!drive").expect("an id"),
            sealed: Sealed::from_bytes(b"at the beginning".to_vec()),
            expires_at: fixtures::NOW,
        };
        let good = upload("good", tenant.id);
        let bad = upload("bad", TenantId::from_unique("unknown"));
        let entries = [fixtures::audit()];
        let (kept, refused, noted) = tokio::join!(
            test.store.insert_upload(&good, &claim, fixtures::NOW),
            test.store.insert_upload(&bad, &claim, fixtures::NOW),
            test.store.begin_audit(&entries),
        );
        kept.expect("its tenant is there");
        refused.expect_err("its tenant is not");
        assert_eq!(noted.expect("it is written").len(), 1);
        assert!(matches!(
            test.store.find_upload(&good.id).await,
            Ok(Some(_))
        ));
    }
}
