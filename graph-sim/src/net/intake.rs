//! Bodies of requests while they come in.

use std::io;

use bytes::BytesMut;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::meter::Entry;
use crate::uploads::Draft;

/// The largest body that is held in memory; what is uploaded is hashed as it comes instead.
const LARGEST_WHOLE: usize = 64 << 20;

/// What becomes of a body as it comes in.
#[derive(Debug)]
pub(crate) enum Intake {
    /// Held in memory until it is whole.
    Whole(BytesMut),
    /// Added to the draft of a file.
    Upload(Box<Draft>),
    /// Read and forgotten: the request is refused, but not before the client has said all.
    Discarded,
}

impl Intake {
    /// Reads a body to its end, or so many bytes of it at most.
    pub(crate) async fn read(
        mut self,
        mut body: Incoming,
        most: Option<u64>,
        mut entry: Option<&mut Entry>,
    ) -> io::Result<Self> {
        let mut rest = most.unwrap_or(u64::MAX);
        while rest > 0 {
            let Some(frame) = body.frame().await else {
                break;
            };
            let Ok(mut bytes) = frame.map_err(io::Error::other)?.into_data() else {
                continue;
            };
            bytes.truncate(usize::try_from(rest).unwrap_or(usize::MAX));
            rest -= bytes.len() as u64;
            if let Some(entry) = &mut entry {
                entry.took(bytes.len() as u64);
            }
            self.take(&bytes)?;
        }
        if let Self::Upload(draft) = &mut self {
            draft.settle();
        }
        Ok(self)
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Whole(whole) if whole.len() + bytes.len() > LARGEST_WHOLE => {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            Self::Whole(whole) => whole.extend_from_slice(bytes),
            Self::Upload(draft) => draft.take(bytes),
            Self::Discarded => {}
        }
        Ok(())
    }
}
