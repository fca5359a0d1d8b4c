//! Somebody who looks at folders all the while, and asks for what the program does not: tags beside sums.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;

use super::source::FOLDERS;
use crate::client::Client;
use crate::stopwatch::rest;

const WISH: &str = r#"<?xml version="1.0"?>
<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:resourcetype/><d:getcontentlength/><d:getetag/><oc:checksums/></d:prop></d:propfind>"#;

/// How long he looks at a folder.
const PAUSE: Duration = Duration::from_millis(100);

/// Looks until the result is dropped, through this address, at the drives that are mounted there. What he is told
/// is for the witness.
pub(super) fn look(address: SocketAddr, admin: &Client, mounts: Vec<String>) -> JoinSet<()> {
    let client = admin.again_at(&format!("http://{address}"));
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let folders = FOLDERS.map(|(folder, _)| folder.replace('%', "%25").replace('#', "%23"));
        for (folder, mount) in folders.iter().cycle().zip(mounts.iter().cycle()) {
            let path = format!("/dav{mount}/{folder}");
            let asked = client
                .ask("PROPFIND", &path)
                .header("depth", "1")
                .body(WISH)
                .send();
            // While the server is down there is nothing to be seen.
            if let Ok(answer) = asked.await {
                drop(answer.bytes().await);
            }
            rest(PAUSE).await;
        }
    });
    tasks
}
