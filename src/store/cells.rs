//! Columns to values.

use std::fmt;

use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row as _, Sqlite, Type};

use super::error::StoreError;
use crate::domain::{Health, Origin, Sealed, State, Timestamp};

/// A row under the reader's eyes. Whatever does not parse becomes an error that names the cell.
#[derive(Clone, Copy)]
pub(super) struct Cells<'r> {
    table: &'static str,
    row: &'r SqliteRow,
}

impl<'r> Cells<'r> {
    pub(super) const fn of(table: &'static str, row: &'r SqliteRow) -> Self {
        Self { table, row }
    }

    pub(super) fn read<T>(self, column: &str) -> Result<T, StoreError>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite>,
    {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn text(self, column: &str) -> Result<&'r str, StoreError> {
        self.read(column)
    }

    pub(super) fn time(self, column: &str) -> Result<Timestamp, StoreError> {
        self.read(column).map(Timestamp::from_unix_ms)
    }

    /// A time that may be absent.
    pub(super) fn optional_time(self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let time: Option<i64> = self.read(column)?;
        Ok(time.map(Timestamp::from_unix_ms))
    }

    pub(super) fn sealed(self, column: &str) -> Result<Sealed, StoreError> {
        self.read(column).map(Sealed::from_bytes)
    }

    pub(super) fn parsed<T, E>(
        self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(self.text(column)?).map_err(|_| self.corrupt(column))
    }

    /// What may be absent.
    pub(super) fn optional<T, E>(
        self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.read(column)?;
        let parsed = text.map(parse).transpose();
        parsed.map_err(|_| self.corrupt(column))
    }

    pub(super) fn named<T>(
        self,
        column: &'static str,
        from_name: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        from_name(self.text(column)?).ok_or_else(|| self.corrupt(column))
    }

    pub(super) fn origin(self) -> Result<Origin, StoreError> {
        self.named("origin", |name| {
            [Origin::Database, Origin::File]
                .into_iter()
                .find(|origin| origin_name(*origin) == name)
        })
    }

    pub(super) fn health(self) -> Result<Health, StoreError> {
        Ok(Health {
            state: State::from_code(self.text("state_code")?),
            since: self.time("state_since")?,
        })
    }

    pub(super) fn corrupt(self, column: &'static str) -> StoreError {
        StoreError::Corrupt {
            table: self.table,
            column,
            row: self.text("id").unwrap_or("?").to_owned(),
        }
    }
}

impl fmt::Debug for Cells<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cells({})", self.table)
    }
}

/// How an origin is written.
pub(super) const fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Database => "database",
        Origin::File => "file",
    }
}
