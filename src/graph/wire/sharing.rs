//! Links and permissions, as they are asked for and told.
//!
//! Source: Graph documentation, "driveItem: createLink", resource types `permission`, `sharingLink`.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{Holder, Link, LinkKind, LinkOptions, LinkScope, Permission, Secret};

use super::change::written;
use super::time;
use super::version::IdentitySet;

/// What is asked for. An organization's own choice of the scope is asked for by leaving it out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct NewLink<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date_time: Option<String>,
}

/// A `permission`, in the words of personal drives (`grantedTo`) or of business ones (`grantedToV2`).
/// Without an id the answer is of another kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct ItemPermission {
    id: String,
    #[serde(default)]
    roles: Vec<String>,
    link: Option<LinkFacet>,
    granted_to: Option<IdentitySet>,
    granted_to_v2: Option<IdentitySet>,
    granted_to_identities: Option<Vec<IdentitySet>>,
    granted_to_identities_v2: Option<Vec<IdentitySet>>,
    invitation: Option<Invitation>,
    inherited_from: Option<InheritedFrom>,
    expiration_date_time: Option<String>,
    has_password: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LinkFacet {
    #[serde(rename = "type")]
    kind: Option<String>,
    scope: Option<String>,
    web_url: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Invitation {
    email: Option<String>,
}

/// Where a permission comes from. An empty one was seen on the item's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct InheritedFrom {
    id: Option<String>,
    path: Option<String>,
}

const KINDS: [(&str, LinkKind); 3] = [
    ("view", LinkKind::View),
    ("edit", LinkKind::Edit),
    ("embed", LinkKind::Embed),
];
const SCOPES: [(&str, LinkScope); 3] = [
    ("anonymous", LinkScope::Anonymous),
    ("organization", LinkScope::Organization),
    ("users", LinkScope::Users),
];

fn named<T: Copy>(table: &[(&str, T)], name: Option<&str>) -> Option<T> {
    let name = name?;
    let row = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    row.map(|(_, value)| *value)
}

fn name_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    let row = table.iter().find(|(_, known)| *known == value);
    row.map(|(name, _)| *name).expect("the tables are whole")
}

impl<'a> From<&'a LinkOptions> for NewLink<'a> {
    fn from(options: &'a LinkOptions) -> Self {
        let password = options.password.as_ref();
        Self {
            kind: name_of(&KINDS, options.kind),
            scope: options.scope.map(|scope| name_of(&SCOPES, scope)),
            password: password.map(|password| password.expose().as_str()),
            expiration_date_time: options.expires_at.map(written),
        }
    }
}

impl ItemPermission {
    /// The link behind it; `None` where it is none, or has no address that a browser could open.
    pub(in crate::graph) fn into_link(self, created: bool) -> Option<Link> {
        let facet = self.link?;
        let url = facet.web_url?;
        let opens = |url: &Url| ["https", "http"].contains(&url.scheme()) && url.has_host();
        Url::parse(&url).ok().filter(opens)?;
        Some(Link {
            id: self.id,
            url: Secret::new(url),
            kind: named(&KINDS, facet.kind.as_deref()),
            scope: named(&SCOPES, facet.scope.as_deref()),
            has_password: self.has_password.unwrap_or_default(),
            expires_at: time(self.expiration_date_time.as_deref()),
            created,
        })
    }

    /// Who has it. A link is held by whoever knows it, also where people are named with it.
    fn holder(&self) -> Holder {
        if let Some(link) = &self.link {
            return Holder::Link(named(&SCOPES, link.scope.as_deref()));
        }
        let one = [&self.granted_to_v2, &self.granted_to];
        let many = [&self.granted_to_identities_v2, &self.granted_to_identities];
        let many = many.into_iter().flatten().find(|names| !names.is_empty());
        let mut names: Vec<_> = match one.into_iter().flatten().find_map(IdentitySet::name) {
            Some(name) => vec![name],
            None => many
                .into_iter()
                .flatten()
                .filter_map(IdentitySet::name)
                .collect(),
        };
        if names.is_empty() {
            let invited = self.invitation.as_ref();
            names.extend(invited.and_then(|invitation| invitation.email.clone()));
        }
        if names.is_empty() {
            Holder::Unknown
        } else {
            Holder::Named(names)
        }
    }
}

impl From<ItemPermission> for Permission {
    fn from(told: ItemPermission) -> Self {
        let holder = told.holder();
        let from = told.inherited_from;
        Self {
            holder,
            is_inherited: from.is_some_and(|from| from.id.is_some() || from.path.is_some()),
            expires_at: time(told.expiration_date_time.as_deref()),
            id: told.id,
            roles: told.roles,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;

    fn read(json: &str) -> ItemPermission {
        serde_json::from_str(json).expect("readable")
    }

    #[test]
    fn a_link_is_asked_for_in_graphs_words_and_no_more() {
        let mut options = LinkOptions {
            kind: LinkKind::View,
            scope: None,
            password: None,
            expires_at: None,
        };
        let json = |options: &LinkOptions| {
            serde_json::to_string(&NewLink::from(options)).expect("it is JSON")
        };
        assert_eq!(json(&options), r#"{"type":"view"}"#);
        options.kind = LinkKind::Edit;
        options.scope = Some(LinkScope::Anonymous);
        options.password = Some(Secret::new("hunter2".to_owned()));
        options.expires_at = Some(Timestamp::from_unix_ms(1_795_194_069_999));
        assert_eq!(
            json(&options),
            r#"{"type":"edit","scope":"anonymous","password":"hunter2","expirationDateTime":"2026-11-20T17:01:09Z"}"#
        );
    }

    #[test]
    fn a_link_says_what_it_allows_and_for_whom() {
        let told = r#"{"id":"1","roles":["read"],"hasPassword":true,"expirationDateTime":"2026-11-20T17:01:09Z",
            "link":{"type":"view","scope":"Organization","webUrl":"https://a.sharepoint.com/:b:/g/x","novel":1}}"#;
        let link = read(told).into_link(true).expect("a link");
        assert_eq!(
            (link.kind, link.scope),
            (Some(LinkKind::View), Some(LinkScope::Organization))
        );
        assert!(link.has_password && link.created && link.expires_at.is_some());
        assert!(!format!("{link:?}").contains("/:b:/"));
        for odd in [
            r#"{"id":"1"}"#,
            r#"{"id":"1","link":{"type":"view"}}"#,
            r#"{"id":"1","link":{"webUrl":"javascript:alert(1)"}}"#,
            r#"{"id":"1","link":{"webUrl":"/relative"}}"#,
        ] {
            assert!(read(odd).into_link(true).is_none(), "{odd}");
        }
    }

    #[test]
    fn whoever_has_a_permission_is_named_in_either_form() {
        let named =
            |names: &[&str]| Holder::Named(names.iter().map(|&name| name.to_owned()).collect());
        for (json, holder) in [
            (
                r#"{"id":"1","grantedToV2":{"user":{"displayName":"Ada"},"siteUser":{"displayName":"x"}}}"#,
                named(&["Ada"]),
            ),
            (
                r#"{"id":"1","grantedToV2":{"siteGroup":{"displayName":"Team Owners"}},"grantedTo":{"user":{"displayName":"old"}}}"#,
                named(&["Team Owners"]),
            ),
            (
                r#"{"id":"1","grantedTo":{"user":{"email":"ada@contoso.example"}}}"#,
                named(&["ada@contoso.example"]),
            ),
            (
                r#"{"id":"1","grantedToIdentitiesV2":[],"grantedToIdentities":[{"user":{"displayName":"A"}},{"group":{"displayName":"B"}}]}"#,
                named(&["A", "B"]),
            ),
            (
                r#"{"id":"1","invitation":{"email":"eve@else.example"}}"#,
                named(&["eve@else.example"]),
            ),
            (
                r#"{"id":"1","link":{"scope":"users"},"grantedToIdentitiesV2":[{"user":{"displayName":"A"}}]}"#,
                Holder::Link(Some(LinkScope::Users)),
            ),
            (
                r#"{"id":"1","link":{"scope":"existingAccess"}}"#,
                Holder::Link(None),
            ),
            (r#"{"id":"1","grantedToV2":{}}"#, Holder::Unknown),
        ] {
            assert_eq!(Permission::from(read(json)).holder, holder, "{json}");
        }
    }

    #[test]
    fn a_permission_is_inherited_from_somewhere() {
        let inherited = |json: &str| Permission::from(read(json)).is_inherited;
        assert!(inherited(
            r#"{"id":"1","inheritedFrom":{"driveId":"b!x","id":"01A","path":"/x"}}"#
        ));
        assert!(!inherited(r#"{"id":"1","inheritedFrom":{}}"#));
        assert!(!inherited(r#"{"id":"1"}"#));
        assert_eq!(
            Permission::from(read(r#"{"id":"1","roles":["read","novel"]}"#)).roles,
            ["read", "novel"]
        );
    }
}
