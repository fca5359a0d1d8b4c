//! What administrators say about folders. The hash of a folder's password never leaves with the rule.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_taken};
use super::{audit, generation};
use crate::domain::{AuditEntry, FolderRule, HidePattern, RuleId, Secret, Sort, View, VirtualPath};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, path, inherited, hide, password_hash IS NOT NULL AS has_password, \
             password_generation, header, readme, view, sort FROM rules ",
            $rest
        )
    };
}

pub(super) const LIST: &str = select!("ORDER BY path_key");
const FIND: &str = select!("WHERE id = $1");
const FIND_PASSWORD: &str = "\
    SELECT id, password_hash, password_generation FROM rules \
    WHERE id = $1 AND password_hash IS NOT NULL";
const INSERT: &str = "\
    INSERT INTO rules (id, path, path_key, inherited, hide, header, readme, view, sort, updated_at, \
        created_at, password_generation) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0)";
const UPDATE: &str = "\
    UPDATE rules SET path = $2, path_key = $3, inherited = $4, hide = $5, header = $6, readme = $7, \
        view = $8, sort = $9, updated_at = $10 \
    WHERE id = $1";
const SET_PASSWORD: &str = "\
    UPDATE rules SET password_hash = $2, password_generation = password_generation + 1 \
    WHERE id = $1";
const REMOVE_PASSWORD: &str = "UPDATE rules SET password_hash = NULL WHERE id = $1";
const DELETE: &str = "DELETE FROM rules WHERE id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("FIND_PASSWORD", FIND_PASSWORD),
    ("INSERT", INSERT),
    ("UPDATE", UPDATE),
    ("SET_PASSWORD", SET_PASSWORD),
    ("REMOVE_PASSWORD", REMOVE_PASSWORD),
    ("DELETE", DELETE),
];

/// What becomes of a folder's password when its rule is written.
#[derive(Clone, Debug)]
pub enum PasswordChange {
    /// It stays, or there is none.
    Keep,
    /// This is it from now on, as a hash in PHC form; what another had opened is closed.
    Set(Secret<String>),
    /// There is none any more.
    Remove,
}

/// The password of a folder. Hash and generation belong together: whoever verifies the one unlocks the other.
#[derive(Clone, Debug)]
pub struct RulePassword {
    /// Its hash, in PHC form.
    pub hash: Secret<String>,
    /// Its generation, for an [`Unlock`](crate::domain::Unlock).
    pub generation: i64,
}

impl Store {
    /// All rules, by path.
    pub async fn list_rules(&self) -> Result<Vec<FolderRule>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// One of them.
    pub async fn find_rule(&self, id: &RuleId) -> Result<Option<FolderRule>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// The password of a rule's folder; `None` where it has none, or the rule is gone.
    pub async fn find_rule_password(
        &self,
        id: &RuleId,
    ) -> Result<Option<RulePassword>, StoreError> {
        let query = sqlx::query(FIND_PASSWORD).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read_password).transpose()
    }

    /// Makes a rule. `password` in `rule` is not looked at.
    ///
    /// # Errors
    /// [`Conflict::RuleTaken`].
    pub async fn insert_rule(
        &self,
        rule: &FolderRule,
        password: &PasswordChange,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        write(INSERT, rule, audit, &mut writing).await?;
        write_password(rule, password, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Writes all of a rule. `password` in `rule` is not looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::RuleTaken`].
    pub async fn update_rule(
        &self,
        rule: &FolderRule,
        password: &PasswordChange,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        if write(UPDATE, rule, audit, &mut writing).await? == 0 {
            return Err(StoreError::NotFound);
        }
        write_password(rule, password, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_rule(&self, id: &RuleId, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        if delete.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }
}

/// Runs a statement that takes all columns of a rule but its password's; answers how many rows it wrote.
async fn write(
    sql: &'static str,
    rule: &FolderRule,
    audit: &AuditEntry,
    writing: &mut Writing,
) -> Result<u64, StoreError> {
    let patterns: Vec<_> = rule.hide.iter().map(HidePattern::as_str).collect();
    let write = sqlx::query(sql)
        .bind(rule.id.as_str())
        .bind(rule.path.as_str())
        .bind(rule.path.key().as_str().to_owned())
        .bind(rule.inherited)
        .bind(patterns.join("\n"))
        .bind(rule.header.as_deref())
        .bind(rule.readme.as_deref())
        .bind(rule.view.map(View::name))
        .bind(rule.sort.map(Sort::to_text))
        .bind(audit.at.unix_ms());
    match write.execute(&mut **writing).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) if is_taken(&error, "rules.path_key") => {
            let path = rule.path.clone();
            Err(Conflict::RuleTaken { path }.into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn write_password(
    rule: &FolderRule,
    password: &PasswordChange,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let write = match password {
        PasswordChange::Keep => return Ok(()),
        PasswordChange::Set(hash) => {
            let set = sqlx::query(SET_PASSWORD).bind(rule.id.as_str());
            set.bind(hash.expose().as_str())
        }
        PasswordChange::Remove => sqlx::query(REMOVE_PASSWORD).bind(rule.id.as_str()),
    };
    write.execute(&mut **writing).await?;
    Ok(())
}

pub(super) fn read(row: &SqliteRow) -> Result<FolderRule, StoreError> {
    let cells = Cells::of("rules", row);
    let has_password: bool = cells.read("has_password")?;
    let generation = cells.read("password_generation")?;
    Ok(FolderRule {
        id: cells.parsed("id", RuleId::parse)?,
        path: cells.parsed("path", VirtualPath::parse)?,
        inherited: cells.read("inherited")?,
        hide: cells.parsed("hide", |text| {
            text.lines()
                .map(HidePattern::parse)
                .collect::<Result<_, _>>()
        })?,
        password: has_password.then_some(generation),
        header: cells.read::<Option<&str>>("header")?.map(Into::into),
        readme: cells.read::<Option<&str>>("readme")?.map(Into::into),
        view: cells.optional("view", |name| View::from_name(name).ok_or(()))?,
        sort: cells.optional("sort", |text| Sort::parse(text).ok_or(()))?,
    })
}

fn read_password(row: &SqliteRow) -> Result<RulePassword, StoreError> {
    let cells = Cells::of("rules", row);
    Ok(RulePassword {
        hash: Secret::new(cells.read("password_hash")?),
        generation: cells.read("password_generation")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SortKey;
    use crate::store::fixtures::{self, TestStore, audit, path};

    fn set(hash: &str) -> PasswordChange {
        PasswordChange::Set(Secret::new(hash.to_owned()))
    }

    async fn password(test: &TestStore, rule: &FolderRule) -> Option<(String, i64)> {
        let found = test.store.find_rule_password(&rule.id).await;
        let found = found.expect("readable")?;
        Some((found.hash.expose().clone(), found.generation))
    }

    async fn find(test: &TestStore, rule: &FolderRule) -> Option<FolderRule> {
        let found = test.store.find_rule(&rule.id).await;
        found.expect("readable")
    }

    #[tokio::test]
    async fn a_rule_comes_back_as_it_was_stored() {
        let test = TestStore::new().await;
        let mut rule = fixtures::rule("1", "/Été/x");
        let made = test
            .store
            .insert_rule(&rule, &PasswordChange::Keep, &audit())
            .await;
        made.expect("it is new");
        assert_eq!(find(&test, &rule).await, Some(rule.clone()));

        rule.path = path("/elsewhere");
        rule.inherited = true;
        rule.hide = ["*.tmp", " ?", "É"]
            .map(|text| HidePattern::parse(text).expect("a pattern"))
            .to_vec();
        rule.header = Some("# Words\nand more".into());
        rule.readme = Some("".into());
        rule.view = Some(View::Gallery);
        rule.sort = Some(Sort {
            key: SortKey::ModifiedAt,
            descending: true,
        });
        let updated = test
            .store
            .update_rule(&rule, &PasswordChange::Remove, &audit())
            .await;
        updated.expect("it is there");
        let listed = test.store.list_rules().await.expect("readable");
        assert_eq!(listed, [rule.clone()]);
        let deleted = test.store.delete_rule(&rule.id, &audit()).await;
        deleted.expect("it is there");
        for again in [
            test.store.delete_rule(&rule.id, &audit()).await,
            test.store.update_rule(&rule, &set("$x"), &audit()).await,
        ] {
            assert!(matches!(again, Err(StoreError::NotFound)));
        }
    }

    #[tokio::test]
    async fn each_password_of_a_folder_has_a_generation_of_its_own() {
        let test = TestStore::new().await;
        let rule = fixtures::rule("1", "/a");
        let made = test.store.insert_rule(&rule, &set("$one"), &audit()).await;
        made.expect("it is new");
        assert_eq!(
            find(&test, &rule).await.expect("it is there").password,
            Some(1)
        );
        for (change, expected) in [
            (PasswordChange::Keep, Some(("$one".to_owned(), 1))),
            (set("$two"), Some(("$two".to_owned(), 2))),
            (PasswordChange::Remove, None),
            (set("$two"), Some(("$two".to_owned(), 3))),
        ] {
            let updated = test.store.update_rule(&rule, &change, &audit()).await;
            updated.expect("it is there");
            assert_eq!(password(&test, &rule).await, expected);
            let found = find(&test, &rule).await.expect("it is there");
            assert_eq!(found.password, expected.map(|(_, generation)| generation));
        }
    }

    #[tokio::test]
    async fn a_folder_has_one_rule_however_it_is_written() {
        let test = TestStore::new().await;
        let first = fixtures::rule("1", "/Été");
        let made = test.store.insert_rule(&first, &set("$one"), &audit()).await;
        made.expect("it is new");
        let second = fixtures::rule("2", "/E\u{301}TE\u{301}");
        let refused = test
            .store
            .insert_rule(&second, &set("$two"), &audit())
            .await;
        let taken = Conflict::RuleTaken { path: second.path };
        assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == taken));
    }
}
