//! What a killed process was writing is brought to an end.

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::{ByteSource, ByteStream, Drive, Error, Reread, Result, UploadState, Urgency};

use super::{KeptUploads, Unfinished};

/// Bytes that were lost with the process that had them.
#[derive(Debug)]
struct Lost {
    size: u64,
}

#[async_trait]
impl Reread for Lost {
    fn size(&self) -> u64 {
        self.size
    }

    async fn read_from(&self, _: u64) -> Result<ByteStream> {
        Err(Error::upload_lost())
    }
}

impl KeptUploads {
    /// Gives up an upload with which nobody can go on, and forgets it. Two files that were being swapped are brought
    /// to where each has its name; what goes wrong on the way is left for another time.
    ///
    /// # Errors
    /// A conflict `upload_taken` where somebody is at work on it; those of the drive.
    pub async fn give_up(&self, upload: &Unfinished, drive: &dyn Drive) -> Result<()> {
        let (state, keeper) = self.take(upload).await?;
        let background = Urgency::Background;
        let ended = if state.swap.is_none() {
            drive.cancel(&state, background).await
        } else {
            let lost = lost(&state);
            let kept = Some(Arc::clone(&keeper));
            drive.resume(state, lost, kept, background).await.map(drop)
        };
        match ended {
            Ok(()) => keeper.forget().await,
            // The two have come to where they belong, and the rest is gone.
            Err(lost) if lost.is_conflict("upload_lost") => keeper.forget().await,
            Err(error) => {
                keeper.leave().await?;
                Err(error)
            }
        }
    }
}

fn lost(state: &UploadState) -> ByteSource {
    let size = state.size;
    ByteSource::Again(Arc::new(Lost { size }))
}
