//! Locks, which bind whoever changes something: through `services`, as every face does.

mod conditions;
mod ending;
mod matrix;
mod passes;
mod places;
mod setting;
mod sight;
mod transfers;

use std::time::Duration;

use onefold::domain::{
    Caller, Deletion, IfExists, LockDepth, LockRequest, LockScope, Property, PropertyChange,
    PropertyName, PropertyValue, Result, Right, VersionId,
};
use onefold::services::{Amendment, Bringing, Change, LockView, Locked};

use crate::writing::scene::{Scene, path, replace, watched};
use crate::writing::{code, done};

/// A lock as a client wants it that says no more.
fn wanted(scope: LockScope, depth: LockDepth) -> LockRequest {
    LockRequest {
        scope,
        depth,
        owner: Some("<D:href>mailto:ann@contoso.example</D:href>".to_owned()),
        timeout: Some(Duration::from_mins(30)),
    }
}

async fn try_lock(
    scene: &Scene,
    caller: &Caller,
    at: &str,
    (scope, depth): (LockScope, LockDepth),
) -> Result<Locked> {
    let locks = &scene.house.services().locks;
    locks.lock(caller, &path(at), wanted(scope, depth)).await
}

async fn lock(scene: &Scene, caller: &Caller, at: &str, kind: (LockScope, LockDepth)) -> LockView {
    done(try_lock(scene, caller, at, kind).await).lock
}

/// The caller, who shows the token of a lock.
fn holding(caller: &Caller, lock: &LockView) -> Caller {
    caller.clone().submitting([lock.lock.token.clone()])
}

/// Somebody who may do everything in the tree, and administers nothing.
async fn member(scene: &Scene, name: &str) -> Caller {
    let all = [Right::List, Right::Read, Right::Write, Right::Delete];
    let at = [("/contoso", &all[..]), ("/twin", &all[..])];
    scene.member(name, &at).await
}

/// What can be done with files.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// Writes a file, over one that may be there.
    Put(&'static str),
    Mkdir(&'static str),
    /// Gives an entry another name in its folder.
    Rename(&'static str, &'static str),
    Move(&'static str, &'static str),
    Copy(&'static str, &'static str),
    /// Over whatever is there.
    Bring(Bringing, &'static str, &'static str),
    Delete(&'static str),
    Restore(&'static str),
    /// Says something of an entry.
    Say(&'static str),
}

impl Act {
    /// Does it; the code of a refusal.
    async fn done_by(self, caller: &Caller, scene: &Scene) -> Result<(), &'static str> {
        let files = scene.files();
        let none = IfExists::Replace;
        let result = match self {
            Self::Put(at) => {
                let (source, asked) = watched("new content").split();
                let put = files.put(caller, &path(at), source, replace()).await;
                assert!(put.is_ok() || !asked.is_true(), "a byte was asked for");
                put.map(drop)
            }
            Self::Mkdir(at) => files.mkdir(caller, &path(at), false).await.map(drop),
            Self::Rename(at, name) => {
                let change = Change {
                    name: Some(onefold::domain::Segment::parse(name).expect("a name")),
                    ..Change::nothing()
                };
                files.update(caller, &path(at), change).await.map(drop)
            }
            Self::Move(from, to) => {
                let places = (&path(from), &path(to));
                files.move_to(caller, places, none).await.map(drop)
            }
            Self::Copy(from, to) => {
                let places = (&path(from), &path(to));
                files.copy(caller, places, none).await.map(drop)
            }
            Self::Bring(bringing, from, to) => {
                let places = (&path(from), &path(to));
                let brought = files.bring(caller, bringing, places, true).await;
                brought.map(drop)
            }
            Self::Delete(at) => {
                let recycle = Deletion::Recycle;
                files.delete(caller, &path(at), recycle, None).await
            }
            Self::Restore(at) => {
                let version = VersionId::parse("1.0").expect("an id");
                files.restore_version(caller, &path(at), &version).await
            }
            Self::Say(at) => {
                let said = Amendment {
                    properties: vec![PropertyChange::Set(said())],
                    ..Amendment::default()
                };
                files.amend(caller, &path(at), said).await
            }
        };
        result.map_err(|error| error.code())
    }
}

fn said() -> Property {
    Property {
        name: PropertyName::new("urn:test", "said").expect("a name"),
        value: PropertyValue {
            xml: "something".into(),
            lang: None,
        },
    }
}

/// Sees to it that all of these are refused because of a lock, and nothing is changed.
async fn assert_refused(scene: &Scene, caller: &Caller, acts: &[Act]) {
    scene.forget();
    for act in acts {
        let refused = act.done_by(caller, scene).await;
        assert_eq!(refused, Err("lock_held"), "{act:?}");
    }
    assert_eq!(scene.writes(), [""; 0], "nothing was changed");
}

/// Sees to it that all of these are done.
async fn assert_done(scene: &Scene, caller: &Caller, acts: &[Act]) {
    for act in acts {
        assert_eq!(act.done_by(caller, scene).await, Ok(()), "{act:?}");
    }
}
