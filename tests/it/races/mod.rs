//! Two who do something to one place at a time, the first held at the simulator's door while the second
//! goes all the way. The outcomes:
//!
//! | first, held | second, meanwhile | outcome | in |
//! |---|---|---|---|
//! | put, must not replace (small or large) | the same (small or large) | the second has the name, the first is told `name_taken`; no session stays open | `writers` |
//! | put, may replace (small or large) | the same (small or large) | one file: the first, who ends later, stands; the second is its version | `writers` |
//! | put with a tag (small, or large before its last fragment) | put | the second stands, the first is told `precondition_failed` | `writers` |
//! | put over a file (small or large) | delete of the file | the old content is in the recycle bin, the new one is a file of its own (`created: true`) | `writers` |
//! | delete | put over the file | the file goes with its new content to the recycle bin; its id says that it was that file | `writers` |
//! | mkdir | mkdir | one folder; the first adopts it (`created: false`) | `writers` |
//! | put large, at any fragment | rename of the folder | the file is in the renamed folder, and told where | `uploads` |
//! | put large over a file | rename of the file | the new content under the name that was written, the old file under its new name | `uploads` |
//! | put large, at any fragment | deletion of the folder | `upload_lost`; the folder is not made anew | `uploads` |
//! | list (cached, also joined) | put and delete | the listing shows both, at once and afterwards | `listings` |
//! | nobody | put and delete; the service lists 8 s late, or has not heard of new items | the next look shows both, and so do all after it | `listings` |
//! | nobody | move of a folder above what is remembered | listings and entries below are where they are now, and nowhere else | `moves` |
//! | list below a folder (cached) | move of the folder | told to who asked before; not remembered for who asks after | `moves` |
//! | copy under way | deletion of the original | `copy_failed`, and nothing of it is there (or it is whole, where the service was faster) | `moves` |
//! | copy | deletion of the original | `not_found`, nothing is made | `moves` |
//!
//! "Large" goes up in a session, and is held at the commit. Whatever comes out, it is told truly: nobody who
//! was told of a success has written nothing.

mod listings;
mod moves;
mod uploads;
mod writers;

use graph_sim::{Fault, Held, Listener};

/// Runs `first` until it is held, then `second` to its end, then lets `first` go on.
async fn race<A, B>(
    held: Held,
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
) -> (A, B) {
    tokio::join!(first, async {
        assert!(held.arrived(1).await, "the first comes to the door");
        let done = second.await;
        held.release();
        done
    })
}

/// The first call of this method to Graph.
fn graph(method: &str) -> Fault {
    Fault::on(Listener::Graph).method(method).nth(1)
}

/// A fragment, by its number.
fn fragment(number: u64) -> Fault {
    Fault::on(Listener::Content).method("PUT").nth(number)
}
