//! Entries that are being put in the place of others.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::{Conflict, StoreError, is_dangling};
use crate::domain::{DriveId, ExchangeId, ItemId, Segment, TenantId, Timestamp};

const LIST: &str = "\
    SELECT id, tenant_id, drive_id, name, old_item, old_name, new_item, beside FROM exchanges \
    ORDER BY created_at, id";
const INSERT: &str = "\
    INSERT INTO exchanges (id, tenant_id, drive_id, name, old_item, old_name, new_item, beside, \
        created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const DELETE: &str = "DELETE FROM exchanges WHERE id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("LIST", LIST), ("INSERT", INSERT), ("DELETE", DELETE)];

/// One item takes the place of another in the same drive: the old one is set aside, the new one gets its name,
/// the old one is recycled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Its id.
    pub id: ExchangeId,
    /// Whose application does it.
    pub tenant: TenantId,
    /// In which drive.
    pub drive: DriveId,
    /// The name that goes from the one to the other.
    pub name: Segment,
    /// What is replaced.
    pub old: ItemId,
    /// The name under which that is set aside.
    pub aside: Segment,
    /// What takes its place.
    pub new: ItemId,
    /// The name that this was given until then, where it was made for nothing else.
    pub beside: Option<Segment>,
}

impl Store {
    /// Writes down an exchange before it begins.
    ///
    /// # Errors
    /// [`Conflict::UnknownTenant`].
    pub async fn insert_exchange(
        &self,
        exchange: &Exchange,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(INSERT)
            .bind(exchange.id.as_str())
            .bind(exchange.tenant.as_str())
            .bind(exchange.drive.as_str())
            .bind(exchange.name.as_str())
            .bind(exchange.old.as_str())
            .bind(exchange.aside.as_str())
            .bind(exchange.new.as_str())
            .bind(exchange.beside.as_ref().map(Segment::as_str))
            .bind(now.unix_ms());
        match insert.execute(&mut *writing).await {
            Ok(_) => Ok(writing.commit().await?),
            Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// All that have not come to their end, the oldest first.
    pub async fn list_exchanges(&self) -> Result<Vec<Exchange>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Forgets one that has come to its end.
    pub async fn delete_exchange(&self, id: &ExchangeId) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        delete.execute(&mut *writing).await?;
        Ok(writing.commit().await?)
    }
}

fn read(row: &SqliteRow) -> Result<Exchange, StoreError> {
    let cells = Cells::of("exchanges", row);
    let beside: Option<String> = cells.read("beside")?;
    let beside = beside.map(|name| Segment::parse(&name)).transpose();
    Ok(Exchange {
        id: cells.parsed("id", ExchangeId::parse)?,
        tenant: cells.parsed("tenant_id", TenantId::parse)?,
        drive: cells.parsed("drive_id", DriveId::parse)?,
        name: cells.parsed("name", Segment::parse)?,
        old: cells.parsed("old_item", ItemId::parse)?,
        aside: cells.parsed("old_name", Segment::parse)?,
        new: cells.parsed("new_item", ItemId::parse)?,
        beside: beside.map_err(|_| cells.corrupt("beside"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{NOW, TestStore};

    #[tokio::test]
    async fn an_exchange_is_known_until_its_end() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let name = |text| Segment::parse(text).expect("a name");
        let item = |text| ItemId::parse(text).expect("an id");
        let exchange = |unique: &str, beside| Exchange {
            id: ExchangeId::from_unique(unique),
            tenant: tenant.id.clone(),
            drive: DriveId::parse("b!drive").expect("an id"),
            name: name("site"),
            old: item("OLD"),
            aside: name("site (replaced 1)"),
            new: item("NEW"),
            beside,
        };
        let kept = [
            exchange("1", Some(name("site (new 1)"))),
            exchange("2", None),
        ];
        for exchange in &kept {
            let done = test.store.insert_exchange(exchange, NOW).await;
            done.expect("it is kept");
        }
        assert_eq!(test.store.list_exchanges().await.expect("rows"), kept);
        let [one, other] = kept;
        test.store.delete_exchange(&one.id).await.expect("it ends");
        assert_eq!(test.store.list_exchanges().await.expect("rows"), [other]);
    }
}
