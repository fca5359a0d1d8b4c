//! What was said of a mount's place goes along when the mount gets another.

use super::audit;
use super::database::Writing;
use super::error::{Conflict, StoreError, is_taken};
use super::grants;
use crate::domain::{AuditEntry, Grant, RuleId, VirtualPath};

const MOVE_RULE: &str = "UPDATE rules SET path = $2, path_key = $3, updated_at = $4 WHERE id = $1";
const COPY_RULE: &str = "\
    INSERT INTO rules (id, path, path_key, inherited, hide, password_hash, password_generation, \
        header, readme, view, sort, created_at, updated_at) \
    SELECT $5, $2, $3, inherited, hide, password_hash, password_generation, header, readme, view, \
        sort, $4, $4 \
    FROM rules WHERE id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("MOVE_RULE", MOVE_RULE), ("COPY_RULE", COPY_RULE)];

/// Grants and rules that are written together with a mount, in this order.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The grants.
    pub grants: Vec<CarriedGrant>,
    /// The rules.
    pub rules: Vec<CarriedRule>,
}

/// A grant as it is to be.
#[derive(Clone, Debug)]
pub struct CarriedGrant {
    /// All of it.
    pub grant: Grant,
    /// There is none of this id yet.
    pub is_new: bool,
    /// What is noted of it.
    pub audit: AuditEntry,
}

/// Where a rule is to be; what it says, its password included, stays.
#[derive(Clone, Debug)]
pub struct CarriedRule {
    /// The rule.
    pub id: RuleId,
    /// Its place.
    pub path: VirtualPath,
    /// It is a new one, which says what this one says.
    pub copy_of: Option<RuleId>,
    /// What is noted of it.
    pub audit: AuditEntry,
}

impl Carried {
    /// Whether nothing goes along.
    pub fn is_empty(&self) -> bool {
        self.grants.is_empty() && self.rules.is_empty()
    }
}

/// Writes all of it.
///
/// # Errors
/// [`Conflict::GrantTaken`], [`Conflict::RuleTaken`].
pub(super) async fn carry(carried: &Carried, writing: &mut Writing) -> Result<(), StoreError> {
    for one in &carried.grants {
        let statement = if one.is_new {
            grants::INSERT
        } else {
            grants::UPDATE
        };
        grants::write(statement, &one.grant, &one.audit, writing).await?;
        audit::append(&one.audit, writing).await?;
    }
    for one in &carried.rules {
        carry_rule(one, writing).await?;
        audit::append(&one.audit, writing).await?;
    }
    Ok(())
}

async fn carry_rule(one: &CarriedRule, writing: &mut Writing) -> Result<(), StoreError> {
    let (statement, source) = match &one.copy_of {
        Some(source) => (COPY_RULE, source),
        None => (MOVE_RULE, &one.id),
    };
    let write = sqlx::query(statement)
        .bind(source.as_str())
        .bind(one.path.as_str())
        .bind(one.path.key().as_str().to_owned())
        .bind(one.audit.at.unix_ms());
    let write = match &one.copy_of {
        Some(_) => write.bind(one.id.as_str()),
        None => write,
    };
    match write.execute(&mut **writing).await {
        Ok(_) => Ok(()),
        Err(error) if is_taken(&error, "rules.path_key") => {
            let path = one.path.clone();
            Err(Conflict::RuleTaken { path }.into())
        }
        Err(error) => Err(error.into()),
    }
}
