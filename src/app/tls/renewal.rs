//! A certificate lives for weeks, a server for months: what is put in its place is taken over.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::Digest;

use super::TlsError;
use super::keeper::Keeper;
use super::pair::Pair;
use crate::app::compose::Doors;
use crate::app::error::chain;
use crate::app::signals::Hangups;
use crate::config::TlsSettings;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(30);

/// Looks at the files again and again.
#[derive(Debug)]
pub(in crate::app) struct Renewal {
    settings: TlsSettings,
    keeper: Arc<Keeper>,
    /// Of the pair in use.
    digest: Digest,
    /// What was last complained of, so that a flaw is told once and not every 30 seconds.
    told: Option<String>,
    hangups: Hangups,
}

impl Renewal {
    /// Reads the pair for the first time.
    pub(in crate::app) async fn begin(settings: &TlsSettings) -> Result<Self, TlsError> {
        let pair = Pair::read(settings).await?;
        Ok(Self {
            keeper: Arc::new(Keeper::new(pair.config()?)),
            digest: pair.digest(),
            settings: settings.clone(),
            told: None,
            // From here on the signal is no longer the end of the process.
            hangups: Hangups::listen().map_err(TlsError::Signals)?,
        })
    }

    /// What holds the pair in use.
    pub(in crate::app) fn keeper(&self) -> Arc<Keeper> {
        Arc::clone(&self.keeper)
    }

    /// Goes on until the server stops: every 30 seconds, and whenever somebody asks for it.
    pub(in crate::app) fn go_on(mut self, doors: &Doors) {
        let (clock, stopping) = (Arc::clone(&doors.clock), doors.tasks.stopping());
        doors.tasks.spawn(async move {
            loop {
                let next = clock.now().after(EVERY);
                tokio::select! {
                    () = stopping.cancelled() => return,
                    () = clock.sleep_until(next) => {}
                    () = self.hangups.next() => {
                        tracing::info!("asked to look at the certificate");
                        self.told = None;
                    }
                }
                self.look().await;
            }
        });
    }

    pub(super) async fn look(&mut self) {
        if let Some(complaint) = self.complaint().await {
            tracing::warn!(
                "a new certificate can't be shown, so the one before goes on: {complaint}"
            );
        }
    }

    /// Takes over what is new. What is wrong with it is said where it was not said the time before.
    pub(super) async fn complaint(&mut self) -> Option<String> {
        let complaint = self.take_over().await.err().map(|error| chain(&error));
        if complaint == self.told {
            return None;
        }
        self.told.clone_from(&complaint);
        complaint
    }

    async fn take_over(&mut self) -> Result<(), TlsError> {
        let pair = Pair::read(&self.settings).await?;
        let digest = pair.digest();
        if digest.as_ref() != self.digest.as_ref() {
            self.keeper.replace(pair.config()?);
            self.digest = digest;
            let path = self.settings.certificate.display();
            tracing::info!(%path, "a new certificate is shown from now on");
        }
        Ok(())
    }
}
