//! The configuration that the demo writes: one like anybody's, to be read and copied from.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use graph_sim::{Announcement, TenantAnnouncement};

use super::DemoError;

/// How the bytes of each user's drive reach visitors, and whether anything may be changed. The first
/// mount is the one that tools try out: writable, and answered with redirects.
const MOUNTS: [(&str, &str, &str, bool); 7] = [
    ("contoso", "alice", "redirect", false),
    ("contoso", "bob", "redirect", true),
    ("contoso", "chen", "proxy", true),
    ("contoso", "dora", "redirect", true),
    ("fabrikam", "eve", "redirect", true),
    ("fabrikam", "farid", "redirect", true),
    ("northwind", "gina", "redirect", true),
];

/// Writes `config.yaml` and the secrets beside it; answers where the configuration lies.
pub(super) fn write(
    data_dir: &Path,
    listen: SocketAddr,
    world: &Announcement,
) -> Result<PathBuf, DemoError> {
    let secrets = data_dir.join("secrets");
    make_folder(&secrets)?;
    for tenant in &world.tenants {
        let secret = tenant
            .apps
            .first()
            .and_then(|app| app.client_secret.as_deref())
            .unwrap_or_default();
        write_secret(&secrets.join(key_of(tenant)), secret)?;
    }
    let path = data_dir.join("config.yaml");
    write_file(&path, &render(listen, world))?;
    Ok(path)
}

fn render(listen: SocketAddr, world: &Announcement) -> String {
    let mut yaml = format!(
        "# Written by `onefold demo` at each start; the simulator's ports are new every time.\n\
         listen: {listen}\n\
         data_dir: .\n\
         log: {{ level: warn }}\n\
         clouds:\n  lab: {{ login: \"{}\", graph: \"{}\", scope: \"{}.default\", content_hosts: [\"{}\"], insecure_http: true }}\n\
         tenants:\n",
        world.login, world.graph, world.graph, world.content
    );
    for tenant in &world.tenants {
        let key = key_of(tenant);
        let client_id = tenant
            .apps
            .first()
            .map(|app| app.client_id.as_str())
            .unwrap_or_default();
        let _ = writeln!(
            yaml,
            "  {key}: {{ name: {}, cloud: lab, directory_id: \"{}\", client_id: \"{client_id}\", client_secret_file: secrets/{key}, path_prefix: /{key} }}",
            tenant.name, tenant.directory_id
        );
    }
    yaml.push_str("mounts:\n");
    for (tenant, user, delivery, read_only) in MOUNTS {
        let _ = writeln!(
            yaml,
            "  /{tenant}/{user}: {{ tenant: {tenant}, source: {{ user: {user}@{tenant}.example }}, delivery: {delivery}, read_only: {read_only} }}"
        );
    }
    yaml
}

/// The simulator names a tenant's folder by the first part of its domain.
fn key_of(tenant: &TenantAnnouncement) -> String {
    tenant
        .domain
        .split('.')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn make_folder(path: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(path).map_err(|source| DemoError::Write {
        path: path.to_owned(),
        source,
    })
}

fn write_file(path: &Path, text: &str) -> Result<(), DemoError> {
    fs::write(path, text).map_err(|source| DemoError::Write {
        path: path.to_owned(),
        source,
    })
}

/// A file for its owner alone, as anybody's secrets should be; one that others may read is mended.
fn write_secret(path: &Path, secret: &str) -> Result<(), DemoError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.write_all(secret.as_bytes())
    });
    written.map_err(|source| DemoError::Write {
        path: path.to_owned(),
        source,
    })
}
