//! An Entra organization.

use uuid::Uuid;

/// Place of a tenant in its world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TenantKey(pub(crate) usize);

/// What a test says about a tenant; its directory id comes from the world's seed and the name.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Display name, such as `Contoso`.
    pub name: String,
    /// Verified domain, such as `contoso.example`; user principal names end in it.
    pub domain: String,
    /// Number of licenses, which decides how much the tenant may ask of Graph.
    pub licenses: u32,
}

impl Tenant {
    /// A tenant with 250 licenses.
    pub fn new(name: impl Into<String>, domain: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            domain: domain.into(),
            licenses: 250,
        }
    }
}

/// A tenant that is in a world.
#[derive(Clone, Debug)]
pub struct TenantHandle {
    /// Directory (tenant) id, a GUID.
    pub directory_id: String,
    /// Display name.
    pub name: String,
    /// Verified domain.
    pub domain: String,
    /// Host name of its sites, as in `/sites/{host}:/{path}`.
    pub site_host: String,
    pub(crate) key: TenantKey,
}

#[derive(Debug)]
pub(crate) struct TenantRecord {
    pub(crate) directory_id: Uuid,
    pub(crate) tenant: Tenant,
    /// What the names of its hosts end in.
    pub(crate) site_domain: &'static str,
}

impl TenantRecord {
    /// Host name of the users' personal sites.
    pub(crate) fn personal_host(&self) -> String {
        format!("{}-my.{}", self.label(), self.site_domain)
    }

    /// Host name of all other sites.
    pub(crate) fn site_host(&self) -> String {
        format!("{}.{}", self.label(), self.site_domain)
    }

    fn label(&self) -> &str {
        self.tenant.domain.split('.').next().unwrap_or("tenant")
    }
}
