//! Which applications a site was given to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};

use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::paging;
use crate::graph::route::SiteName;
use crate::switches::ListedRoles;
use crate::world::{SiteGrant, World};

/// `GET /sites/{site}/permissions`: "List permissions" of a site. Left out: `POST`, for which a
/// test has [`World::grant_site`].
pub(crate) fn list(inquiry: &Inquiry<'_>, name: &SiteName) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select", "$top", "$skiptoken"])?;
    let world = inquiry.state.world();
    let record = locate::site(inquiry, &world, name)?;
    let with_roles = inquiry.switches.sites.listed_roles == ListedRoles::Told;
    paging::answer_counted(inquiry, "permissions", &record.grants, |grant| {
        describe(&world, grant, with_roles)
    })
}

/// `GET /sites/{site}/permissions/{permission}`: "Get permission" of a site.
pub(crate) fn show(inquiry: &Inquiry<'_>, name: &SiteName, id: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let record = locate::site(inquiry, &world, name)?;
    let mut grants = record.grants.iter();
    let grant = grants.find(|grant| permission_id(&world, grant) == id);
    let grant = grant.ok_or_else(fault::item_not_found)?;
    Ok(Answer::json(&describe(&world, grant, true)))
}

fn describe(world: &World, grant: &SiteGrant, with_roles: bool) -> Value {
    let app = world.app(grant.app);
    let identity = json!({
        "application": { "displayName": app.app.display_name, "id": app.client_id.to_string() },
    });
    let mut permission = json!({
        "id": permission_id(world, grant),
        "grantedToIdentitiesV2": [identity],
        "grantedToIdentities": [identity],
    });
    if let Some(properties) = permission.as_object_mut().filter(|_| with_roles) {
        properties.insert("roles".to_owned(), json!([grant.role.as_str()]));
    }
    permission
}

/// The claim by which SharePoint knows the application, in base64 as was observed.
fn permission_id(world: &World, grant: &SiteGrant) -> String {
    let app = world.app(grant.app);
    let directory_id = world.tenant(app.tenant).directory_id;
    STANDARD_NO_PAD.encode(format!("i:0i.t|ms.sp.ext|{}@{directory_id}", app.client_id))
}
