//! An organization in the simulator, with what a test needs to know about it.

use graph_sim::{App, AppHandle, DriveEditor, Tenant, TenantHandle, User, UserHandle, World};

/// One tenant with one application and two people.
#[derive(Debug)]
pub(crate) struct Org {
    pub(crate) key: &'static str,
    pub(crate) tenant: TenantHandle,
    pub(crate) app: AppHandle,
    pub(crate) ada: UserHandle,
    pub(crate) bob: UserHandle,
}

impl Org {
    /// The secret of every organization's application.
    pub(crate) const SECRET: &'static str = "the-secret-of-the-app";

    /// Adds an organization whose application may read; its key is the first part of its domain and of
    /// its place in the tree.
    pub(crate) fn add(world: &mut World, key: &'static str) -> Self {
        Self::with_app(world, key, App::reader("Onefold", Self::SECRET))
    }

    /// Adds an organization whose application may write files, too.
    pub(crate) fn add_writer(world: &mut World, key: &'static str) -> Self {
        Self::with_app(world, key, App::writer("Onefold", Self::SECRET))
    }

    /// The same organization once more, under another key and by an application of its own.
    pub(crate) fn twin(&self, world: &mut World, key: &'static str) -> Self {
        Self {
            key,
            app: world.add_app(&self.tenant, App::writer("Onefold again", Self::SECRET)),
            tenant: self.tenant.clone(),
            ada: self.ada.clone(),
            bob: self.bob.clone(),
        }
    }

    fn with_app(world: &mut World, key: &'static str, app: App) -> Self {
        let tenant = world.add_tenant(Tenant::new(key, format!("{key}.example")));
        let app = world.add_app(&tenant, app);
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        let bob = world.add_user(&tenant, User::new("bob", "Bob Example"));
        Self {
            key,
            tenant,
            app,
            ada,
            bob,
        }
    }

    /// Ada's drive, for putting things into it.
    pub(crate) fn drive<'a>(&self, world: &'a mut World) -> DriveEditor<'a> {
        world.drive_of(&self.ada)
    }
}
