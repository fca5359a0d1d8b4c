//! What programs say of entries: kept here, and kept up with them.

mod checksums;
mod following;
mod rewritten;
mod said;
mod told;

use onefold::domain::{
    Caller, DriveId, Property, PropertyChange, PropertyName, PropertyValue, Result, VirtualPath,
};

use onefold::services::Amendment;

use crate::writing::done;
use crate::writing::scene::{Scene, path};

fn name(local: &str) -> PropertyName {
    PropertyName::new("urn:test", local).expect("a name")
}

fn set(local: &str, xml: &str) -> PropertyChange {
    PropertyChange::Set(Property {
        name: name(local),
        value: PropertyValue {
            xml: xml.into(),
            lang: None,
        },
    })
}

fn remove(local: &str) -> PropertyChange {
    PropertyChange::Remove(name(local))
}

async fn patch(
    scene: &Scene,
    caller: &Caller,
    at: &VirtualPath,
    changes: &[PropertyChange],
) -> Result<()> {
    let amendment = Amendment {
        properties: changes.to_vec(),
        ..Amendment::default()
    };
    scene.files().amend(caller, at, amendment).await
}

/// Says one thing of each of several entries: its own path.
async fn say(scene: &Scene, paths: &[&str]) {
    for at in paths {
        let said = patch(scene, &scene.admin, &path(at), &[set("path", at)]).await;
        done(said);
    }
}

/// What is said of an entry, as `name=value`.
async fn said(scene: &Scene, at: &str) -> Vec<String> {
    let properties = &scene.house.services().properties;
    let said = done(properties.of(&scene.admin, &path(at)).await);
    let line = |one: Property| format!("{}={}", one.name.local(), one.value.xml);
    said.into_iter().map(line).collect()
}

/// The drive that a folder lies in.
async fn drive_of(scene: &Scene, folder: &str) -> DriveId {
    let browse = &scene.house.services().browse;
    let whole = done(browse.whole(&scene.admin, &path(folder)).await);
    whole.drive.expect("it is a drive's")
}
