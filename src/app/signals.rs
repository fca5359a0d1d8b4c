//! How a process is asked to stop, or to look at its files again.

use std::io;

use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Returns once the process is asked to stop: by Ctrl-C, or by what service managers send.
pub async fn asked_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    ctrl_c().await
}

/// The wishes that files be looked at again: SIGHUP, where there is such a thing.
#[derive(Debug)]
pub(super) struct Hangups(#[cfg(unix)] Signal);

impl Hangups {
    /// From now on the signal is a wish and no longer the end of the process.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self(
            #[cfg(unix)]
            signal(SignalKind::hangup())?,
        ))
    }

    /// Returns with the next wish.
    pub(super) async fn next(&mut self) {
        #[cfg(unix)]
        if self.0.recv().await.is_some() {
            return;
        }
        std::future::pending::<()>().await;
    }
}
