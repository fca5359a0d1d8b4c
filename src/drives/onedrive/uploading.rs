//! An upload session, fragment by fragment, through whatever happens on the way.
//!
//! What the service holds is what it says it holds: after every failure it is asked, and the upload goes
//! on from there. A session that is lost is made anew, if the bytes can be had again. The commit, which is
//! the answer to the last fragment, may be lost too: then the file itself is looked at.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::domain::{
    Diagnosis, Error, FRAGMENT_UNIT, Result, Service, UploadKeeper, UploadState, Urgency, Written,
};
use crate::graph::{self, Calls, ErrorKind, Fragment as Said, Piece, UploadUrl, WrittenItem};

use super::super::uploads::{Feed, Fragment, fill};
use super::OneDrive;
use super::abandoned::Abandoned;

/// How often in a row a fragment fails without a byte of progress.
const MOST_ATTEMPTS: u32 = 8;

/// How long a visitor who uploads waits at each step: he has sent, or will send, far more than a question.
const PATIENCE: Duration = Duration::from_mins(2);

/// How long is waited before a session that seems to be gone is asked about once more (rclone, issue 8545).
const AFTER_GONE: Duration = Duration::from_secs(5);

/// An upload under way.
#[derive(Debug)]
pub(super) struct Uploading<'a> {
    pub(super) drive: &'a OneDrive,
    pub(super) url: UploadUrl,
    pub(super) state: UploadState,
    pub(super) feed: Feed,
    pub(super) keeper: Option<Arc<dyn UploadKeeper>>,
    pub(super) sessions: u32,
    /// Whether anybody has looked at what lies at the place.
    pub(super) is_looked_at: bool,
    pub(super) abandoned: Abandoned,
    urgency: Urgency,
}

/// What became of a fragment.
enum Sent {
    /// The service awaits the bytes from here on.
    Next(u64),
    /// The file is there.
    Done(Box<WrittenItem>),
    /// The session is gone, and the file is not there.
    Lost,
}

/// A fragment, and where it belongs.
struct Load {
    first: u64,
    fragment: Fragment,
    is_last: bool,
}

impl Load {
    fn end(&self) -> u64 {
        self.first + self.fragment.bytes.len() as u64
    }

    /// The bytes from position `from` on.
    fn rest(&self, from: u64) -> Option<Bytes> {
        let skipped = usize::try_from(from.checked_sub(self.first)?).ok()?;
        (skipped < self.fragment.bytes.len()).then(|| self.fragment.bytes.slice(skipped..))
    }
}

impl OneDrive {
    /// The patience that somebody has from now on who has sent, or will send, far more than a question.
    pub(super) fn patience(&self, urgency: Urgency) -> Urgency {
        match urgency {
            Urgency::Background => Urgency::Background,
            Urgency::Visitor { .. } => Urgency::Visitor {
                until: self.clock.now().after(PATIENCE),
            },
        }
    }
}

/// How long somebody waits for room in memory; `None` where nobody waits for him.
pub(super) const fn room_patience(urgency: Urgency) -> Option<Duration> {
    match urgency {
        Urgency::Background => None,
        Urgency::Visitor { .. } => Some(PATIENCE),
    }
}

impl<'a> Uploading<'a> {
    /// An upload at the beginning, or where another process has left it.
    pub(super) fn new(
        drive: &'a OneDrive,
        (state, feed): (UploadState, Feed),
        keeper: Option<Arc<dyn UploadKeeper>>,
        urgency: Urgency,
    ) -> Result<Self> {
        let url = drive.client.trust_upload(state.url.expose());
        let url = url.map_err(|error| drive.error(error))?;
        let mut abandoned = drive.watch_over(&url);
        if let Some(keeper) = &keeper {
            abandoned.is_kept_by(keeper);
        }
        Ok(Self {
            abandoned,
            drive,
            url,
            state,
            feed,
            keeper,
            sessions: 1,
            is_looked_at: true,
            urgency,
        })
    }

    /// Sends everything. Where that fails for good, nothing is left behind; where it may go on later,
    /// and somebody writes down how far it came, the session is left as it is.
    pub(super) async fn run(mut self) -> Result<Written> {
        let begun = match self.adopt_tag().await {
            Ok(()) => self.keep().await,
            Err(error) => Err(error),
        };
        let sent = match begun {
            Ok(()) => self.send_all().await,
            Err(error) => Err(error),
        };
        self.end(sent).await
    }

    /// Goes on where the service says that it stands.
    pub(super) async fn go_on(mut self, urgency: Urgency) -> Result<Written> {
        let sent = match self.find_position(urgency).await {
            Ok(Some(done)) => Ok(done),
            Ok(None) => self.send_all().await,
            Err(error) => Err(error),
        };
        self.end(sent).await
    }

    async fn send_all(&mut self) -> Result<Written> {
        let mut setbacks = 0;
        loop {
            let load = self.load().await?;
            let sent = match self.send(&load).await {
                Err(taken) if taken.is_conflict("name_taken") => {
                    // By the session before this one, whose answer was lost?
                    if self.sessions > 1
                        && let Some(item) = self.committed(self.urgency()).await?
                    {
                        return self.accept(item).await;
                    }
                    self.feed.unread(load.first, load.fragment);
                    self.take_another_name(taken).await?;
                    continue;
                }
                sent => sent?,
            };
            match sent {
                Sent::Done(item) => return self.accept(*item).await,
                Sent::Next(next) => {
                    setbacks += u32::from(next <= load.first);
                    if setbacks > MOST_ATTEMPTS {
                        return Err(self.malformed());
                    }
                    self.state.received = next;
                    self.keep().await?;
                }
                Sent::Lost => {
                    self.suspect(load.is_last)?;
                    self.feed.unread(load.first, load.fragment);
                    self.begin_anew().await?;
                }
            }
        }
    }

    /// Gathers the fragment that comes next. The last one only if the file ends with it, and still is the
    /// one that was meant.
    async fn load(&mut self) -> Result<Load> {
        let first = self.state.received;
        self.feed.seek(first).await?;
        let rest = self.state.size.saturating_sub(first);
        let uploads = &self.drive.uploads;
        let most = usize::try_from(rest)
            .unwrap_or(usize::MAX)
            .min(uploads.fragment);
        let wait = (&*self.drive.clock, room_patience(self.urgency));
        let fragment = fill(&mut self.feed, most, &uploads.memory, wait).await?;
        let length = fragment.bytes.len() as u64;
        let is_last = length == rest;
        let is_whole = is_last || (length > 0 && length.is_multiple_of(FRAGMENT_UNIT as u64));
        if !is_whole || (is_last && !self.feed.ends().await?) {
            return Err(Error::length_mismatch());
        }
        self.note(first, &fragment.bytes);
        if is_last {
            self.check_match().await?;
        }
        Ok(Load {
            first,
            fragment,
            is_last,
        })
    }

    /// Adds bytes to the hash, as far as they are not in it yet.
    pub(super) fn note(&mut self, first: u64, bytes: &Bytes) {
        let known = self.state.hash.length().checked_sub(first);
        let known = known.and_then(|known| usize::try_from(known).ok());
        if let Some(new) = known.and_then(|known| bytes.get(known..)) {
            self.state.hash.update(new);
        }
    }

    /// Sends a fragment until the service has it, or says that it never will.
    async fn send(&mut self, load: &Load) -> Result<Sent> {
        let (mut from, mut attempt) = (load.first, 0);
        loop {
            attempt += 1;
            let Some(bytes) = load.rest(from) else {
                return Err(self.malformed());
            };
            let piece = Piece {
                first: from,
                total: self.state.size,
                bytes,
            };
            let said = self
                .calls()
                .put_fragment(&self.drive.drive, &self.url, &piece);
            let next = match said.await {
                Ok(Said::Done(item)) => return Ok(Sent::Done(item)),
                Ok(Said::More(status)) => {
                    self.note_end(status.expires_at);
                    status.next()
                }
                Err(error) => match self.after_failure(load, error, attempt).await? {
                    Standing::At(next) => next,
                    Standing::Ended(sent) => return Ok(sent),
                },
            };
            match next {
                // It has all it wants, and has not said that the file is there.
                None => return self.look_for_commit(load).await,
                Some(next) if next == load.end() && !load.is_last => return Ok(Sent::Next(next)),
                Some(next) if next < load.first => return Ok(Sent::Next(next)),
                Some(next) if next >= load.end() && load.is_last => {
                    return self.look_for_commit(load).await;
                }
                Some(next) if next >= load.end() => return Err(self.malformed()),
                Some(next) => {
                    if next > from {
                        attempt = 0;
                    } else if attempt >= MOST_ATTEMPTS {
                        return match self.look_for_commit(load).await? {
                            done @ Sent::Done(_) => Ok(done),
                            Sent::Next(_) | Sent::Lost => Err(self.malformed()),
                        };
                    }
                    from = next;
                }
            }
        }
    }

    /// Where the session stands after a fragment failed.
    async fn after_failure(
        &mut self,
        load: &Load,
        error: graph::Error,
        attempt: u32,
    ) -> Result<Standing> {
        match error.kind {
            ErrorKind::OutOfOrder | ErrorKind::SessionGone if attempt < MOST_ATTEMPTS => {}
            // A URL may also be refused because the file is there.
            ErrorKind::UrlRefused => return self.look_for_commit(load).await.map(Standing::Ended),
            _ if attempt >= MOST_ATTEMPTS => return self.last_look(load, error).await,
            ErrorKind::Failed if error.is_unclear() => {
                if let Err(error) = self.wait_out(error, attempt).await {
                    return self.last_look(load, error).await;
                }
            }
            // What is refused now may be the echo of our own commit, whose answer was lost.
            _ if load.is_last && attempt > 1 => return self.last_look(load, error).await,
            _ => return Err(self.drive.error(error)),
        }
        self.standing(load).await
    }

    /// An upload has more attempts than a question, so none of them is its last.
    async fn wait_out(&self, error: graph::Error, attempt: u32) -> Result<(), graph::Error> {
        let attempt = attempt.min(3);
        let calls = self.calls();
        calls.wait_out(&self.drive.drive, error, attempt).await
    }

    /// Asks the session. One that says it is gone is asked once more after a while: the first answer is
    /// now and then wrong. Behind the last fragment it is gone because the file is there.
    async fn standing(&mut self, load: &Load) -> Result<Standing> {
        for is_second in [false, true] {
            let status = self
                .calls()
                .upload_status(&self.drive.drive, &self.url)
                .await;
            match status {
                Ok(status) => {
                    self.note_end(status.expires_at);
                    return Ok(Standing::At(status.next()));
                }
                Err(error) if error.kind == ErrorKind::SessionGone => {
                    if load.is_last
                        && let Sent::Done(item) = self.look_for_commit(load).await?
                    {
                        return Ok(Standing::Ended(Sent::Done(item)));
                    }
                    if !is_second {
                        let then = self.drive.clock.now().after(AFTER_GONE);
                        self.drive.clock.back_off_until(then).await;
                    }
                }
                Err(error) if error.kind == ErrorKind::UrlRefused => {
                    return self.look_for_commit(load).await.map(Standing::Ended);
                }
                Err(error) => return self.last_look(load, error).await,
            }
        }
        Ok(Standing::Ended(Sent::Lost))
    }

    /// Before a failure is told: behind the last fragment the file may be there all the same. Only there is
    /// it unclear whether it is, and only where nobody can look.
    async fn last_look(&mut self, load: &Load, error: graph::Error) -> Result<Standing> {
        if !load.is_last {
            return Err(self.drive.error(error.settled()));
        }
        match self.look_for_commit(load).await {
            Ok(done @ Sent::Done(_)) => Ok(Standing::Ended(done)),
            Ok(Sent::Next(_) | Sent::Lost) => Err(self.drive.error(error.settled())),
            Err(_) => Err(self.drive.error(error.unclear())),
        }
    }

    /// Looks whether the file has the content that was sent.
    async fn look_for_commit(&mut self, load: &Load) -> Result<Sent> {
        if !load.is_last {
            return Ok(Sent::Lost);
        }
        let committed = self.committed(self.urgency()).await?;
        Ok(committed.map_or(Sent::Lost, |item| Sent::Done(Box::new(item))))
    }

    /// What was not written down, nobody goes on with.
    pub(super) async fn keep(&mut self) -> Result<()> {
        let Some(keeper) = &self.keeper else {
            return Ok(());
        };
        let kept = keeper.keep(&self.state).await;
        if kept.is_err() {
            self.keeper = None;
        }
        kept
    }

    fn note_end(&mut self, expires_at: Option<crate::domain::Timestamp>) {
        if let Some(expires_at) = expires_at {
            self.state.expires_at = expires_at;
        }
    }

    /// Who is waited for by nobody waits, lets others pass, and is not refused.
    pub(super) fn urgency(&self) -> Urgency {
        self.drive.patience(self.urgency)
    }

    fn calls(&self) -> Calls<'a> {
        self.drive.client.calls(self.urgency())
    }

    fn malformed(&self) -> Error {
        self.drive
            .failed(Service::Content, Diagnosis::UpstreamMalformed)
    }
}

/// Where a session stands.
enum Standing {
    /// It awaits the bytes from here on; nothing where it is `None`.
    At(Option<u64>),
    /// There is nothing more to send to it.
    Ended(Sent),
}
