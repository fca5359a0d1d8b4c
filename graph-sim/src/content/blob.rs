//! A file's content: bytes in memory, a file on disk, bytes made up as they are read, or only the
//! memory of what was uploaded.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::generated::generate;
use super::{Fingerprint, Hasher, length_of};
use crate::quick_xor::QuickXor;

/// Above this size generated files and files on disk carry no hash, which Graph allows.
const LARGEST_HASHED: u64 = 64 << 20;
/// Above this size the text of files is not searched.
const LARGEST_SEARCHED: u64 = 64 << 10;
/// How much of a file is in memory at a time while it is sent.
const CHUNK: u64 = 128 << 10;

/// The bytes of a file, or where they come from.
#[derive(Clone, Debug)]
pub enum Content {
    /// Bytes held in memory.
    Bytes(Bytes),
    /// A file on disk, read when it is asked for.
    Disk(PathBuf),
    /// Pseudo-random bytes that take no room: the same seed gives the same bytes at each position.
    Generated {
        /// Chooses the bytes.
        seed: u64,
        /// Length in bytes; no limit.
        size: u64,
    },
}

impl From<&'static str> for Content {
    fn from(text: &'static str) -> Self {
        Self::Bytes(Bytes::from_static(text.as_bytes()))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// A content whose size is known and whose hash is computed at most once.
#[derive(Debug)]
pub(crate) struct Blob {
    source: Source,
    size: u64,
    hash: OnceLock<Option<String>>,
}

#[derive(Debug)]
enum Source {
    /// What a test or the loader put there.
    Made(Content),
    /// What a client uploaded: known by its fingerprint, and the bytes if they were kept.
    Uploaded(Fingerprint, Option<Bytes>),
}

impl Blob {
    /// Takes a content in; fails when a file on disk is not there.
    pub(crate) fn new(content: Content) -> io::Result<Self> {
        let size = match &content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Disk(path) => fs::metadata(path)?.len(),
            Content::Generated { size, .. } => *size,
        };
        Ok(Self {
            source: Source::Made(content),
            size,
            hash: OnceLock::new(),
        })
    }

    /// What a client uploaded.
    pub(crate) fn uploaded(fingerprint: Fingerprint, bytes: Option<Bytes>) -> Self {
        Self {
            size: fingerprint.size,
            // Empty files have no hashes in life; here they keep theirs, as made ones do.
            hash: OnceLock::from(Some(fingerprint.quick_xor.clone())),
            source: Source::Uploaded(fingerprint, bytes),
        }
    }

    /// Length in bytes, as it will be sent.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Whether there are bytes to be read, not only the memory of them.
    pub(crate) fn is_kept(&self) -> bool {
        !matches!(self.source, Source::Uploaded(_, None))
    }

    /// Whether [`Self::quick_xor`] answers without reading anything.
    pub(crate) fn is_hashed(&self) -> bool {
        self.hash.get().is_some()
    }

    /// The text, if it is short and held in memory.
    pub(crate) fn plain_text(&self) -> Option<&str> {
        let (Source::Made(Content::Bytes(bytes)) | Source::Uploaded(_, Some(bytes))) = &self.source
        else {
            return None;
        };
        if self.size > LARGEST_SEARCHED {
            return None;
        }
        std::str::from_utf8(bytes).ok()
    }

    /// Computes the hash now rather than when it is asked for.
    pub(crate) fn remember_hash(&self) {
        self.quick_xor();
    }

    /// The base64 hash; `None` for unreadable files and for large ones that nobody uploaded. Reads
    /// the whole file the first time.
    pub(crate) fn quick_xor(&self) -> Option<&str> {
        self.hash
            .get_or_init(|| {
                if self.size > LARGEST_HASHED {
                    return None;
                }
                let mut hash = QuickXor::default();
                self.read_through(|bytes| hash.update(bytes)).ok()?;
                Some(hash.to_base64())
            })
            .as_deref()
    }

    /// Size and hashes, however large the file is. Reads the whole of it unless it was uploaded.
    pub(crate) fn fingerprint(&self) -> io::Result<Fingerprint> {
        if let Source::Uploaded(fingerprint, _) = &self.source {
            return Ok(fingerprint.clone());
        }
        let mut hasher = Hasher::default();
        self.read_through(|bytes| hasher.update(bytes))?;
        Ok(hasher.finish())
    }

    fn read_through(&self, mut take: impl FnMut(&[u8])) -> io::Result<()> {
        let mut position = 0;
        while position < self.size {
            let bytes = self.read_now(&(position..(position + CHUNK).min(self.size)))?;
            take(&bytes);
            position += bytes.len() as u64;
        }
        Ok(())
    }

    fn read_now(&self, range: &Range<u64>) -> io::Result<Bytes> {
        let Source::Made(Content::Disk(path)) = &self.source else {
            return self.read_memory(range);
        };
        let mut file = fs::File::open(path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let mut bytes = vec![0; length_of(range)];
        file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }

    /// Bytes that need no waiting; an error for those that were not kept.
    fn read_memory(&self, range: &Range<u64>) -> io::Result<Bytes> {
        match &self.source {
            Source::Made(Content::Bytes(bytes)) | Source::Uploaded(_, Some(bytes)) => {
                Ok(slice(bytes, range))
            }
            Source::Made(Content::Generated { seed, .. }) => Ok(generate(*seed, range)),
            Source::Made(Content::Disk(_)) | Source::Uploaded(_, None) => {
                Err(io::ErrorKind::Unsupported.into())
            }
        }
    }

    /// The bytes of `range`, chunk by chunk; a file that shrank on disk ends in an error.
    pub(crate) fn stream(
        self: Arc<Self>,
        range: Range<u64>,
    ) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::try_unfold((self, range, None), |(blob, rest, file)| async move {
            if rest.is_empty() {
                return Ok(None);
            }
            let chunk = rest.start..(rest.start + CHUNK).min(rest.end);
            let (bytes, file) = blob.read_chunk(&chunk, file).await?;
            Ok(Some((bytes, (blob, chunk.end..rest.end, file))))
        })
    }

    async fn read_chunk(
        &self,
        chunk: &Range<u64>,
        file: Option<tokio::fs::File>,
    ) -> io::Result<(Bytes, Option<tokio::fs::File>)> {
        let Source::Made(Content::Disk(path)) = &self.source else {
            return Ok((self.read_memory(chunk)?, None));
        };
        let mut file = if let Some(file) = file {
            file
        } else {
            let mut file = tokio::fs::File::open(path).await?;
            file.seek(SeekFrom::Start(chunk.start)).await?;
            file
        };
        let mut bytes = vec![0; length_of(chunk)];
        file.read_exact(&mut bytes).await?;
        Ok((bytes.into(), Some(file)))
    }
}

fn slice(bytes: &Bytes, range: &Range<u64>) -> Bytes {
    let place = |position| usize::try_from(position).expect("a position within bytes in memory");
    bytes.slice(place(range.start)..place(range.end))
}

#[cfg(test)]
mod tests {
    use super::{Blob, Content};
    use crate::content::Fingerprint;

    #[test]
    fn a_very_large_file_has_no_hash() {
        let blob = Blob::new(Content::Generated {
            seed: 1,
            size: 5 << 30,
        })
        .unwrap();
        assert_eq!(blob.quick_xor(), None);
        assert!(
            Blob::new(Content::from("hello"))
                .unwrap()
                .quick_xor()
                .is_some()
        );
    }

    #[test]
    fn an_uploaded_file_is_known_by_its_fingerprint_even_without_its_bytes() {
        let fingerprint = Fingerprint::of(b"hello");
        let forgotten = Blob::uploaded(fingerprint.clone(), None);
        assert!(!forgotten.is_kept());
        assert_eq!(forgotten.quick_xor(), Some(&*fingerprint.quick_xor));
        assert_eq!(forgotten.fingerprint().unwrap(), fingerprint);
        let made = Blob::new(Content::from("hello")).unwrap();
        assert_eq!(made.fingerprint().unwrap(), fingerprint);
    }
}
