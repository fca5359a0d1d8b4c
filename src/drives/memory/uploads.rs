//! Files on their way in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use futures_util::StreamExt as _;

use crate::domain::{
    ByteSource, ByteStream, Error, PutOptions, QuickXor, Replaced, Result, Secret, Target,
    Timestamp, UploadKeeper, UploadState, Written,
};

use super::incoming::{begin_at, begin_reading, read_exactly};
use super::placing::{Place, Verdict};
use super::writing::Fresh;
use super::{MemoryDrive, lock};

/// What is longer goes through a session.
const LONGEST_AT_ONCE: u64 = 320 * 1024;

/// Bytes that are taken at a time.
const FRAGMENT: usize = 1024 * 1024;

/// How long a session waits for its next bytes.
const LIFE: Duration = Duration::from_mins(15);

/// Sessions that are open, by their URLs.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    open: BTreeMap<String, Session>,
    last: u64,
}

#[derive(Debug)]
struct Session {
    received: BytesMut,
    expires_at: Timestamp,
}

impl Uploads {
    fn begin(&mut self, expires_at: Timestamp) -> String {
        self.last += 1;
        let url = format!("memory:upload/{}", self.last);
        let session = Session {
            received: BytesMut::new(),
            expires_at,
        };
        self.open.insert(url.clone(), session);
        url
    }

    /// The session, while it lives.
    fn session(&mut self, state: &UploadState, now: Timestamp) -> Result<&mut Session> {
        let session = self.open.get_mut(state.url.expose());
        session
            .filter(|session| now <= session.expires_at)
            .ok_or_else(Error::upload_lost)
    }

    fn end(&mut self, state: &UploadState) -> Option<Session> {
        self.open.remove(state.url.expose())
    }
}

type Keeper = Option<Arc<dyn UploadKeeper>>;

impl MemoryDrive {
    pub(super) async fn put_source(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
    ) -> Result<Written> {
        let (place, replaces) = self.judge(target, options)?;
        let (size, bytes) = begin_reading(source).await?;
        if size > LONGEST_AT_ONCE {
            let state = self.begin_upload(place, (size, replaces), options);
            keep(options.keeper.as_ref(), &state)
                .await
                .inspect_err(|_| self.end_upload(&state))?;
            return self.feed(state, bytes, options.keeper.clone()).await;
        }
        let bytes = read_exactly(bytes, size).await?;
        let fresh = Fresh {
            bytes,
            times: options.times,
            now: self.clock.now(),
        };
        let if_match = options.if_match.as_ref();
        self.items().write_file(&place, if_match, fresh)
    }

    /// Where the file goes, and the one that is there; refused before a byte is asked for.
    fn judge(&self, target: &Target, options: &PutOptions) -> Result<(Place, Option<Replaced>)> {
        let items = self.items();
        let place = items.place_of_file(target, options.if_exists)?;
        let verdict = items.judge_file(&place, options.if_match.as_ref())?;
        let replaced = match verdict {
            Verdict::Free(_) => None,
            Verdict::Replace(old) => Some(Replaced::of(&*items.describe(&old)?)),
        };
        Ok((place, replaced))
    }

    fn begin_upload(
        &self,
        place: Place,
        (size, replaces): (u64, Option<Replaced>),
        options: &PutOptions,
    ) -> UploadState {
        let began_at = self.clock.now();
        let expires_at = began_at.after(LIFE);
        UploadState {
            url: Secret::new(lock(&self.uploads).begin(expires_at)),
            expires_at,
            folder: place.folder,
            name: place.name,
            beside: None,
            size,
            received: 0,
            hash: QuickXor::default(),
            if_exists: place.if_exists,
            if_match: options.if_match.clone(),
            times: options.times,
            replaces,
            began_at,
            swap: None,
        }
    }

    pub(super) fn end_upload(&self, state: &UploadState) {
        lock(&self.uploads).end(state);
    }

    /// Goes on with a session, or with a new one where the bytes can be had again.
    pub(super) async fn resume_source(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Keeper,
    ) -> Result<Written> {
        if let Err(other) = state.check_source(&source) {
            if let Some(keeper) = &keeper {
                keeper.leave().await?;
            }
            return Err(other);
        }
        match (self.catch_up(state.clone()), source) {
            (Err(_), source @ ByteSource::Again(_)) => {
                let options = PutOptions {
                    if_exists: state.if_exists,
                    if_match: state.if_match,
                    times: state.times,
                    keeper,
                };
                let target = Target::child_of(&state.folder, &state.name);
                self.put_source(&target, source, &options).await
            }
            (Err(lost), ByteSource::Once { .. }) => {
                forget(keeper.as_ref()).await?;
                Err(lost)
            }
            (Ok(current), source) => match begin_at(source, current.received).await {
                Ok(bytes) => self.feed(current, bytes, keeper).await,
                Err(refusal) => self.give_up(&state, keeper.as_ref(), refusal).await,
            },
        }
    }

    /// The state as the session has it, which may hold more than was written down.
    fn catch_up(&self, state: UploadState) -> Result<UploadState> {
        let mut uploads = lock(&self.uploads);
        let session = uploads.session(&state, self.clock.now())?;
        let mut hash = QuickXor::default();
        hash.update(&session.received);
        Ok(UploadState {
            received: hash.length(),
            hash,
            ..state
        })
    }

    /// Takes the bytes from where the session is to the end, then writes the file.
    async fn feed(
        &self,
        mut state: UploadState,
        bytes: ByteStream,
        keeper: Keeper,
    ) -> Result<Written> {
        match self.fill(&mut state, bytes, keeper.as_ref()).await {
            Ok(written) => {
                forget(keeper.as_ref()).await?;
                Ok(written)
            }
            Err(failure) => self.give_up(&state, keeper.as_ref(), failure).await,
        }
    }

    /// Nothing can go on from here: the session is thrown away. What stopped it is what is told, even where
    /// the keeper fails as well.
    async fn give_up<T>(
        &self,
        state: &UploadState,
        keeper: Option<&Arc<dyn UploadKeeper>>,
        failure: Error,
    ) -> Result<T> {
        self.end_upload(state);
        forget(keeper).await.unwrap_or_default();
        Err(failure)
    }

    async fn fill(
        &self,
        state: &mut UploadState,
        mut bytes: ByteStream,
        keeper: Option<&Arc<dyn UploadKeeper>>,
    ) -> Result<Written> {
        let mut fragment = BytesMut::new();
        loop {
            let part = bytes.next().await.transpose()?;
            let is_end = part.is_none();
            fragment.extend_from_slice(&part.unwrap_or_default());
            if state.received + fragment.len() as u64 > state.size {
                return Err(Error::length_mismatch());
            }
            if fragment.len() >= FRAGMENT || is_end {
                self.store(state, &fragment.split())?;
                if is_end {
                    break;
                }
                keep(keeper, state).await?;
            }
        }
        self.commit(state)
    }

    fn store(&self, state: &mut UploadState, fragment: &[u8]) -> Result<()> {
        let now = self.clock.now();
        let mut uploads = lock(&self.uploads);
        let session = uploads.session(state, now)?;
        session.received.extend_from_slice(fragment);
        session.expires_at = now.after(LIFE);
        state.expires_at = session.expires_at;
        state.hash.update(fragment);
        state.received = state.hash.length();
        Ok(())
    }

    fn commit(&self, state: &UploadState) -> Result<Written> {
        if state.received != state.size {
            return Err(Error::length_mismatch());
        }
        let session = lock(&self.uploads).end(state);
        let fresh = Fresh {
            bytes: session.ok_or_else(Error::upload_lost)?.received.freeze(),
            times: state.times,
            now: self.clock.now(),
        };
        let place = Place {
            folder: state.folder.clone(),
            name: state.name.clone(),
            if_exists: state.if_exists,
        };
        let if_match = state.if_match.as_ref();
        self.items().write_file(&place, if_match, fresh)
    }
}

async fn keep(keeper: Option<&Arc<dyn UploadKeeper>>, state: &UploadState) -> Result<()> {
    match keeper {
        Some(keeper) => keeper.keep(state).await,
        None => Ok(()),
    }
}

async fn forget(keeper: Option<&Arc<dyn UploadKeeper>>) -> Result<()> {
    match keeper {
        Some(keeper) => keeper.forget().await,
        None => Ok(()),
    }
}
