//! Where bytes wait on disk that are not all there yet: Microsoft wants to know a file's length first, and
//! memory is dear.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};

use crate::domain::{ByteStream, Error, Reread, Result, UploadOptions};
use crate::doors::Tasks;

/// A folder in which bytes wait. The files have no name, so that nothing is left of them when the
/// program ends, however it ends. Clones share what is used.
#[derive(Clone, Debug)]
pub(in crate::drives) struct Spool {
    folder: PathBuf,
    options: UploadOptions,
    used: Arc<AtomicU64>,
    tasks: Tasks,
}

/// So many bytes are written, or read, at once.
const BLOCK: usize = 256 * 1024;

/// The disk keeps so many bytes free: the database lies there too.
const LEFT_FREE: u64 = 256 * 1024 * 1024;

impl Spool {
    /// Spools below `folder`, which is made when it is first needed.
    pub(super) fn new(folder: PathBuf, options: UploadOptions, tasks: Tasks) -> Self {
        Self {
            folder,
            options,
            used: Arc::default(),
            tasks,
        }
    }

    /// Takes all bytes in. [`Error::InsufficientStorage`] where there is no room for them.
    pub(in crate::drives) async fn take(&self, mut bytes: ByteStream) -> Result<Arc<dyn Reread>> {
        let mut spooling = self.begin().await?;
        while let Some(chunk) = bytes.next().await {
            spooling.add(chunk?).await?;
        }
        spooling.finish().await
    }

    /// Begins with no bytes.
    pub(super) async fn begin(&self) -> Result<Spooling> {
        let folder = self.folder.clone();
        let opened = self.tasks.spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::tempfile_in(&folder)
        });
        let spooled = Spooled {
            file: Arc::new(landed(opened.await)?),
            size: 0,
            used: Arc::clone(&self.used),
            tasks: self.tasks.clone(),
        };
        Ok(Spooling {
            spool: self.clone(),
            spooled,
            block: BytesMut::with_capacity(BLOCK),
        })
    }
}

/// Bytes on their way to the disk.
#[derive(Debug)]
pub(super) struct Spooling {
    spool: Spool,
    spooled: Spooled,
    /// What is not written yet: less than a block.
    block: BytesMut,
}

impl Spooling {
    /// How many bytes have come.
    pub(super) fn length(&self) -> u64 {
        self.spooled.size + self.block.len() as u64
    }

    /// Takes more bytes in. [`Error::InsufficientStorage`] where there is no room for them.
    pub(super) async fn add(&mut self, mut bytes: Bytes) -> Result<()> {
        while !bytes.is_empty() {
            let room = BLOCK - self.block.len();
            let part = bytes.split_to(bytes.len().min(room));
            self.block.extend_from_slice(&part);
            if self.block.len() == BLOCK {
                self.write().await?;
            }
        }
        Ok(())
    }

    /// All bytes have come.
    pub(super) async fn finish(mut self) -> Result<Arc<dyn Reread>> {
        if !self.block.is_empty() {
            self.write().await?;
        }
        Ok(Arc::new(self.spooled))
    }

    async fn write(&mut self) -> Result<()> {
        let block = self.block.split().freeze();
        let length = block.len() as u64;
        let position = self.spooled.size;
        self.spooled.grow(length, self.spool.options)?;
        let (file, folder) = (Arc::clone(&self.spooled.file), self.spool.folder.clone());
        let written = self.spool.tasks.spawn_blocking(move || {
            let room = rustix::fs::statvfs(&folder)?;
            if room.f_bavail.saturating_mul(room.f_frsize) < LEFT_FREE + length {
                return Err(ErrorKind::StorageFull.into());
            }
            file.write_all_at(&block, position)
        });
        landed(written.await)
    }
}

/// Bytes that wait on disk until this is dropped.
#[derive(Debug)]
struct Spooled {
    file: Arc<File>,
    size: u64,
    used: Arc<AtomicU64>,
    tasks: Tasks,
}

impl Spooled {
    /// Counts more bytes before they are written.
    fn grow(&mut self, length: u64, options: UploadOptions) -> Result<()> {
        let used = self.used.fetch_add(length, Ordering::Relaxed) + length;
        self.size += length;
        if used > options.spooled || self.size > options.largest_spooled {
            return Err(Error::InsufficientStorage);
        }
        Ok(())
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        self.used.fetch_sub(self.size, Ordering::Relaxed);
    }
}

#[async_trait]
impl Reread for Spooled {
    fn size(&self) -> u64 {
        self.size
    }

    async fn read_from(&self, from: u64) -> Result<ByteStream> {
        let (file, size, tasks) = (Arc::clone(&self.file), self.size, self.tasks.clone());
        let blocks = stream::try_unfold(from, move |position| {
            let (file, tasks) = (Arc::clone(&file), tasks.clone());
            async move {
                let length = usize::try_from(size.saturating_sub(position)).unwrap_or(BLOCK);
                if length == 0 {
                    return Ok(None);
                }
                let read = tasks.spawn_blocking(move || {
                    let mut block = vec![0; length.min(BLOCK)];
                    file.read_exact_at(&mut block, position)?;
                    Ok(Bytes::from(block))
                });
                let block = landed(read.await)?;
                let next = position + block.len() as u64;
                Ok(Some((block, next)))
            }
        });
        Ok(Box::pin(blocks))
    }
}

/// What the work on the disk gave. A full disk is not our fault.
fn landed<T>(
    done: std::result::Result<io::Result<T>, impl std::error::Error + Send + Sync + 'static>,
) -> Result<T> {
    done.map_err(Error::internal)?
        .map_err(|error| match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::InsufficientStorage,
            _ => Error::internal(error),
        })
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt as _;

    use super::*;

    fn bytes(length: usize) -> ByteStream {
        let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
        let chunks: Vec<_> = bytes
            .chunks(70_000)
            .map(Bytes::copy_from_slice)
            .map(Ok)
            .collect();
        Box::pin(stream::iter(chunks))
    }

    fn spool(folder: &tempfile::TempDir, options: UploadOptions) -> Spool {
        Spool::new(folder.path().join("spool"), options, Tasks::default())
    }

    #[tokio::test]
    async fn what_was_spooled_can_be_read_from_any_byte_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = spool(&folder, UploadOptions::default());
        for length in [0, 1, BLOCK, 3 * BLOCK + 17] {
            let spooled = spool.take(bytes(length)).await.expect("there is room");
            assert_eq!(spooled.size(), length as u64);
            for from in [0, 1, BLOCK, length] {
                let read = spooled.read_from(from as u64).await.expect("bytes");
                let read = read.try_collect::<Vec<_>>().await.expect("bytes").concat();
                let all = bytes(length)
                    .try_collect::<Vec<_>>()
                    .await
                    .expect("bytes")
                    .concat();
                assert_eq!(
                    read,
                    all.get(from..).unwrap_or_default(),
                    "{length} from {from}"
                );
            }
        }
        let files = std::fs::read_dir(folder.path().join("spool")).expect("a folder");
        assert_eq!(files.count(), 0);
        assert_eq!(spool.used.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn what_has_no_room_is_refused_and_gives_its_room_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = UploadOptions {
            largest_spooled: 2 * BLOCK as u64,
            spooled: 3 * BLOCK as u64,
            ..UploadOptions::default()
        };
        let spool = spool(&folder, options);
        let refused = spool.take(bytes(3 * BLOCK)).await;
        assert!(matches!(refused, Err(Error::InsufficientStorage)));
        let first = spool.take(bytes(2 * BLOCK)).await.expect("there is room");
        let refused = spool.take(bytes(2 * BLOCK)).await;
        assert!(matches!(refused, Err(Error::InsufficientStorage)));
        drop(first);
        spool
            .take(bytes(2 * BLOCK))
            .await
            .expect("there is room again");
    }
}
