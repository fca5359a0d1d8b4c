//! What the applications have used, in JSON.

use serde::Serialize;

use crate::metering::Usage;
use crate::state::State;
use crate::world::AppKey;

/// An application and what it has used.
#[derive(Serialize)]
pub(super) struct AppUsage {
    client_id: String,
    display_name: String,
    #[serde(flatten)]
    usage: Usage,
}

/// Of all applications, in the order in which they were added.
pub(super) fn list(state: &State) -> Vec<AppUsage> {
    let world = state.world();
    let apps = world.apps.iter().enumerate();
    apps.map(|(position, record)| AppUsage {
        client_id: record.client_id.to_string(),
        display_name: record.app.display_name.clone(),
        usage: state.meter.usage(AppKey(position)),
    })
    .collect()
}
