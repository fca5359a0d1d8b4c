//! Who lives in the demo world.

use std::path::Path;

use graph_sim::{Sim, World};

use super::{DemoError, files, simulate};

/// Ids and secrets of the world come from this, the same at every start.
const SEED: u64 = 0x0000_f01d;

/// Three organizations: two in good health with six people between them, one of whom never opened her
/// OneDrive, and one whose secret has expired, so that a newcomer sees what trouble looks like.
const DESCRIPTION: &str = r#"{
  "tenants": {
    "contoso": {
      "name": "Contoso",
      "apps": [{ "display_name": "Onefold", "roles": ["Files.ReadWrite.All", "User.Read.All", "Organization.Read.All"] }],
      "users": {
        "alice": { "display_name": "Alice Archer" },
        "bob": { "display_name": "Bob Baker" },
        "chen": { "display_name": "陈伟" },
        "dora": { "display_name": "Dora Diaz", "drive": { "not_provisioned": "mysite_not_found" } }
      }
    },
    "fabrikam": {
      "name": "Fabrikam",
      "apps": [{ "display_name": "Onefold", "roles": ["Files.Read.All"] }],
      "users": {
        "eve": { "display_name": "Eve Evans" },
        "farid": { "display_name": "فريد" }
      }
    },
    "northwind": {
      "name": "Northwind",
      "apps": [{
        "display_name": "Onefold",
        "roles": ["Files.Read.All"],
        "secrets": [{ "value": "northwind-secret-that-has-expired", "expires_at": "2026-01-31T00:00:00Z" }]
      }],
      "users": { "gina": { "display_name": "Gina Green" } }
    }
  }
}
"#;

/// Lays the files out below `root` and starts the simulator over them.
pub(super) async fn start(root: &Path) -> Result<Sim, DemoError> {
    std::fs::create_dir_all(root).map_err(|source| DemoError::Write {
        path: root.to_owned(),
        source,
    })?;
    files::write_world(root)?;
    let description = root.join("world.json");
    std::fs::write(&description, DESCRIPTION).map_err(|source| DemoError::Write {
        path: description,
        source,
    })?;
    let mut world = World::new(SEED);
    world.load_folder(root)?;
    simulate(world).await
}
