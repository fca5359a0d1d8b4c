//! Changes of the world while it runs.

use serde::Deserialize;

use super::host::Refusal;
use crate::state::State;
use crate::world::{AppHandle, AppKey, DriveState, Role, UserHandle, World};

/// What is to change. Applications are named by client id, users by principal name or object id.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum WorldOrder {
    /// All tokens of the application are worthless from now on.
    RevokeTokens {
        client_id: String,
    },
    SetRoles {
        client_id: String,
        roles: Vec<Role>,
    },
    SetDisabled {
        client_id: String,
        disabled: bool,
    },
    SetBlocked {
        client_id: String,
        blocked: bool,
    },
    SetDriveState {
        user: String,
        state: DriveState,
    },
    /// How much room the user's drive has.
    SetTotalBytes {
        user: String,
        bytes: u64,
    },
    DeleteUser {
        user: String,
    },
    /// All delta links are worthless from now on.
    ExpireDeltaTokens {},
}

impl WorldOrder {
    /// Makes the change; refused if there is no such application or user.
    pub(super) fn obey(self, state: &State) -> Result<(), Refusal> {
        state.copies.settle(state);
        state.change(|world| self.apply(world))
    }

    fn apply(self, world: &mut World) -> Result<(), Refusal> {
        match self {
            Self::RevokeTokens { client_id } => {
                let app = app(world, client_id)?;
                world.revoke_tokens(&app);
            }
            Self::SetRoles { client_id, roles } => {
                let app = app(world, client_id)?;
                world.set_roles(&app, roles);
            }
            Self::SetDisabled {
                client_id,
                disabled,
            } => {
                let app = app(world, client_id)?;
                world.set_disabled(&app, disabled);
            }
            Self::SetBlocked { client_id, blocked } => {
                let app = app(world, client_id)?;
                world.set_blocked(&app, blocked);
            }
            Self::SetDriveState { user, state } => {
                let user = find_user(world, &user)?;
                world.set_drive_state(&user, state);
            }
            Self::SetTotalBytes { user, bytes } => {
                let user = find_user(world, &user)?;
                world.drive_of(&user).set_total_bytes(bytes);
            }
            Self::DeleteUser { user } => {
                let user = find_user(world, &user)?;
                world.delete_user(&user);
            }
            Self::ExpireDeltaTokens {} => world.expire_delta_tokens(),
        }
        Ok(())
    }
}

fn app(world: &World, client_id: String) -> Result<AppHandle, Refusal> {
    let mut records = world.apps.iter();
    let found = records.position(|record| record.client_id.to_string() == client_id);
    match found {
        Some(position) => Ok(AppHandle {
            client_id,
            key: AppKey(position),
        }),
        None => Err(format!("there is no application {client_id:?}")),
    }
}

fn find_user(world: &World, name: &str) -> Result<UserHandle, Refusal> {
    let mut records = world.users.iter();
    let found =
        records.find(|record| record.has_principal_name(name) || record.id.to_string() == name);
    let record = found.ok_or_else(|| format!("there is no user {name:?}"))?;
    Ok(UserHandle {
        id: record.id.to_string(),
        upn: record.principal_name.clone(),
        drive_id: world.drive(record.drive).id.clone(),
        drive: record.drive,
    })
}
