//! Versions of files and room in drives, as Graph tells them.
//!
//! Source: Graph documentation, resource types `driveItemVersion`, `identitySet`, `quota`.

use serde::Deserialize;

use crate::domain::{Quota, QuotaState, Version, VersionId};

use super::time;

/// A `driveItemVersion`. Without an id the answer is of another kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct ItemVersion {
    id: String,
    size: Option<i64>,
    last_modified_date_time: Option<String>,
    last_modified_by: Option<IdentitySet>,
}

/// An `identitySet`, old or new (`sharePointIdentitySet`): whoever of these it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::graph) struct IdentitySet {
    user: Option<Identity>,
    group: Option<Identity>,
    site_user: Option<Identity>,
    site_group: Option<Identity>,
    application: Option<Identity>,
    device: Option<Identity>,
}

/// An `identity`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Identity {
    id: Option<String>,
    display_name: Option<String>,
    email: Option<String>,
    login_name: Option<String>,
}

/// A `drive`, of which only the room is asked. Its id must be there: without it the answer is of another
/// kind.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::graph) struct Room {
    #[serde(rename = "id")]
    _id: String,
    #[serde(default)]
    quota: Option<QuotaFacet>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct QuotaFacet {
    total: Option<i64>,
    used: Option<i64>,
    remaining: Option<i64>,
    deleted: Option<i64>,
    state: Option<String>,
}

impl ItemVersion {
    /// The version; `None` where its id makes no sense.
    pub(in crate::graph) fn into_version(self, is_current: bool) -> Option<Version> {
        Some(Version {
            id: VersionId::parse(&self.id).ok()?,
            size: self.size.and_then(|size| u64::try_from(size).ok()),
            modified_at: time(self.last_modified_date_time.as_deref()),
            author: self.last_modified_by.as_ref().and_then(IdentitySet::name),
            is_current,
        })
    }
}

impl IdentitySet {
    /// As people would name them: a person before the program he used.
    pub(in crate::graph) fn name(&self) -> Option<String> {
        let all = [
            &self.user,
            &self.group,
            &self.site_user,
            &self.site_group,
            &self.application,
            &self.device,
        ];
        all.into_iter().flatten().find_map(Identity::name)
    }
}

impl Identity {
    fn name(&self) -> Option<String> {
        let names = [&self.display_name, &self.email, &self.login_name, &self.id];
        let mut given = names.into_iter().flatten();
        given.find(|name| !name.trim().is_empty()).cloned()
    }
}

impl Room {
    /// The quota. An organization that hides it sends nothing, or zeros: a drive of no size at all is one
    /// of which nothing is known.
    pub(in crate::graph) fn into_quota(self) -> Quota {
        let told = self.quota.unwrap_or_default();
        let bytes = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let total = bytes(told.total).filter(|total| *total > 0);
        let unless_hidden =
            |number: Option<i64>| bytes(number).filter(|number| total.is_some() || *number > 0);
        Quota {
            total,
            used: unless_hidden(told.used),
            remaining: unless_hidden(told.remaining),
            deleted: unless_hidden(told.deleted),
            state: told.state.as_deref().and_then(state),
        }
    }
}

fn state(text: &str) -> Option<QuotaState> {
    let known = [
        ("normal", QuotaState::Normal),
        ("nearing", QuotaState::Nearing),
        ("critical", QuotaState::Critical),
        ("exceeded", QuotaState::Exceeded),
    ];
    let found = known
        .iter()
        .find(|(name, _)| text.eq_ignore_ascii_case(name));
    found.map(|(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;

    fn quota(json: &str) -> Quota {
        let body = format!(r#"{{"id":"b!x","quota":{json}}}"#);
        let room: Room = serde_json::from_str(&body).expect("readable");
        room.into_quota()
    }

    #[test]
    fn a_version_says_when_and_by_whom() {
        let version: ItemVersion = serde_json::from_str(
            r#"{"id":"3.0","size":7,"lastModifiedDateTime":"2026-11-20T17:01:09Z","publication":{},
                "lastModifiedBy":{"application":{"displayName":"Onefold"},"user":{"displayName":"","email":"ada@contoso.example"}}}"#,
        )
        .expect("readable");
        let version = version.into_version(true).expect("it makes sense");
        assert_eq!(
            version,
            Version {
                id: VersionId::parse("3.0").expect("an id"),
                size: Some(7),
                modified_at: Some(Timestamp::from_unix_ms(1_795_194_069_000)),
                author: Some("ada@contoso.example".to_owned()),
                is_current: true,
            }
        );
        let odd: ItemVersion = serde_json::from_str(r#"{"id":"../x"}"#).expect("readable");
        assert!(odd.into_version(false).is_none());
        assert!(serde_json::from_str::<ItemVersion>(r#"{"size":7}"#).is_err());
    }

    #[test]
    fn what_an_organization_hides_is_unknown_and_not_zero() {
        assert_eq!(quota("null"), Quota::default());
        assert_eq!(quota("{}"), Quota::default());
        let zeros = r#"{"total":0,"used":0,"remaining":0,"deleted":0}"#;
        assert_eq!(quota(zeros), Quota::default());
        let used = quota(r#"{"total":0,"used":7,"remaining":0}"#);
        assert_eq!((used.used, used.remaining), (Some(7), None));
    }

    #[test]
    fn a_full_drive_has_nothing_left_and_says_so() {
        let full = quota(r#"{"total":10,"used":10,"remaining":0,"deleted":0,"state":"Exceeded"}"#);
        assert_eq!((full.total, full.remaining), (Some(10), Some(0)));
        assert_eq!(full.state, Some(QuotaState::Exceeded));
        assert_eq!(quota(r#"{"total":10,"state":"novel"}"#).state, None);
        assert_eq!(quota(r#"{"total":10,"remaining":-1}"#).remaining, None);
    }
}
