//! The JSON of permissions: "permission resource type".

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::graph::inquiry::Inquiry;
use crate::graph::shape::{TimeStyle, identity, web_url as page_url};
use crate::world::{
    Drive, Item, ItemKey, Kind, Library, LinkScope, Owner, SharingGrant, SharingLink, TenantRecord,
    World,
};

/// The permission every item has: its owner's.
const OWNER: &str = "aTowIy5mfG1lbWJlcnNoaXB8b3duZXI";

/// Writes the permissions of one item.
pub(super) struct Permissions<'a> {
    inquiry: &'a Inquiry<'a>,
    world: &'a World,
    drive: &'a Drive,
    key: ItemKey,
}

impl<'a> Permissions<'a> {
    pub(super) fn new(
        inquiry: &'a Inquiry<'a>,
        world: &'a World,
        drive: &'a Drive,
        key: ItemKey,
    ) -> Self {
        Self {
            inquiry,
            world,
            drive,
            key,
        }
    }

    /// The owner's, then the links and what people were given, in the item and in the folders above
    /// it.
    pub(super) fn all(&self) -> Vec<Value> {
        let now = self.inquiry.state.clock.now();
        let holders = self.drive.lineage(self.key);
        let links = holders.flat_map(|holder| {
            let links = self.drive.links_of(holder, now);
            links.map(move |link| self.link(link, holder))
        });
        let grants = self.drive.lineage(self.key).flat_map(|holder| {
            let grants = self.drive.grants_of(holder).iter();
            grants.map(move |grant| self.grant(grant, holder))
        });
        let owner = [self.owner()].into_iter();
        owner.chain(links).chain(grants).collect()
    }

    /// The one of this id.
    pub(super) fn find(&self, id: &str) -> Option<Value> {
        let mut all = self.all().into_iter();
        all.find(|permission| permission.get("id").and_then(Value::as_str) == Some(id))
    }

    fn owner(&self) -> Value {
        let granted = match &self.drive.owner {
            Owner::Person(_) | Owner::Group(_) => json!(identity(&self.drive.owner)),
            Owner::System => json!({ "siteGroup": { "displayName": "Owners", "id": "3" } }),
        };
        let permission = json!({
            "id": OWNER, "roles": ["owner"], "shareId": self.share_of(Drive::ROOT), "grantedToV2": granted,
        });
        self.inherited(permission, Drive::ROOT)
    }

    /// A link that `holder` has.
    pub(super) fn link(&self, link: &SharingLink, holder: ItemKey) -> Value {
        let terms = &link.terms;
        let app = &self.world.app(link.app);
        let tenant = self.world.tenant(self.drive.home.tenant);
        let web_url = web_url(self.drive, tenant, self.drive.item(holder), link);
        let mut permission = json!({
            "id": link.id.to_string(),
            "roles": [terms.kind.role()],
            "shareId": share_id(&web_url),
            "hasPassword": terms.has_password,
            "link": {
                "type": terms.kind.as_str(),
                "scope": terms.scope.as_str(),
                "webUrl": web_url,
                "preventsDownload": false,
                "application": {
                    "id": app.client_id.to_string(), "displayName": app.app.display_name,
                },
            },
        });
        if let Some(properties) = permission.as_object_mut() {
            if terms.scope == LinkScope::Users {
                properties.insert("grantedToIdentitiesV2".to_owned(), json!([]));
            }
            if let Some(end) = terms.expires_at {
                let times = TimeStyle::new(&self.inquiry.switches.shape);
                properties.insert("expirationDateTime".to_owned(), times.write(end).into());
            }
        }
        self.inherited(permission, holder)
    }

    /// What somebody was given in `holder`. Those who are not in the directory are known by their
    /// invitation alone.
    pub(super) fn grant(&self, grant: &SharingGrant, holder: ItemKey) -> Value {
        let id = grant.id.to_string();
        let recipient = &grant.recipient;
        let mut user = json!({
            "displayName": recipient.display_name, "email": recipient.email,
        });
        if let (Some(members), Some(id)) = (user.as_object_mut(), recipient.user) {
            members.insert("id".to_owned(), id.to_string().into());
        }
        let mut permission = json!({
            "id": id,
            "roles": [grant.role.as_str()],
            "shareId": self.share_of(holder),
            "grantedTo": { "user": user },
            "grantedToV2": { "user": user },
        });
        if let (Some(members), Some(must_sign_in)) = (permission.as_object_mut(), grant.invitation)
        {
            let invitation = json!({ "email": recipient.email, "signInRequired": must_sign_in });
            members.insert("invitation".to_owned(), invitation);
        }
        self.inherited(permission, holder)
    }

    /// What names an item's own page to `/shares`.
    fn share_of(&self, key: ItemKey) -> String {
        let tenant = self.world.tenant(self.drive.home.tenant);
        share_id(&page_url(self.drive, tenant, &self.drive.path_of(key)))
    }

    /// Says from which folder a permission comes, if not from the item itself.
    fn inherited(&self, mut permission: Value, holder: ItemKey) -> Value {
        if let Some(properties) = permission.as_object_mut().filter(|_| holder != self.key) {
            let names = self.drive.path_of(holder);
            let path: String = names.iter().flat_map(|name| ["/", name]).collect();
            let from = json!({
                "driveId": self.drive.id,
                "id": self.drive.id_of(self.drive.item(holder)),
                "path": format!("/drives/{}/root:{path}", self.drive.id),
            });
            properties.insert("inheritedFrom".to_owned(), from);
        }
        permission
    }
}

/// "Accessing shared DriveItems": `u!` and the address in base64url without padding.
fn share_id(url: &str) -> String {
    format!("u!{}", URL_SAFE_NO_PAD.encode(url))
}

/// A short address such as `https://…/:b:/g/personal/ada_contoso_example/E…`, in which a letter
/// stands for what it leads to and another for the kind of site.
fn web_url(drive: &Drive, tenant: &TenantRecord, item: &Item, link: &SharingLink) -> String {
    let (host, site) = match drive.home.kind {
        Library::OneDrive => (tenant.personal_host(), 'g'),
        Library::Documents(_) => (tenant.site_host(), 's'),
    };
    let letter = match &item.kind {
        Kind::Folder(_) => 'f',
        Kind::File { mime_type, .. } if &**mime_type == "application/pdf" => 'b',
        Kind::File { mime_type, .. } if mime_type.starts_with("image/") => 'i',
        Kind::File { mime_type, .. } if mime_type.starts_with("text/") => 't',
        Kind::File { mime_type, .. } if mime_type.starts_with("video/") => 'v',
        Kind::File { .. } | Kind::Package { .. } | Kind::Shortcut(_) => 'u',
    };
    let slash = if drive.home.site_path.is_empty() {
        ""
    } else {
        "/"
    };
    let path = &drive.home.site_path;
    let token = URL_SAFE_NO_PAD.encode(link.id);
    format!("https://{host}/:{letter}:/{site}{slash}{path}/E{token}")
}
