//! A resource as its properties tell of it.

use std::borrow::Cow;

use http::StatusCode;
use jiff::Timestamp as Instant;

use crate::dav::listing::is_folder;
use crate::dav::xml::{Elements, Fragment, Name, NameRef, Propstats, Written};
use crate::domain::{Checksums, EntryKind, Property, PropertyValue, Quota, Right, Timestamp};
use crate::edge::http_date;
use crate::services::{Leeway, LockView, Row};

use super::live::{Live, OWNCLOUD};
use super::locks;
use super::permissions::permissions;
use super::selection::{Selection, Wanted};

/// What is known of a resource.
#[derive(Clone, Debug)]
pub(in crate::dav) struct Resource<'a> {
    pub(in crate::dav) row: &'a Row,
    /// The room in its drive, where somebody has asked for it.
    pub(in crate::dav) quota: Option<&'a Quota>,
    /// What programs have said of it.
    pub(in crate::dav) dead: &'a [Property],
    /// What its bytes come to.
    pub(in crate::dav) sums: Option<&'a Checksums>,
    /// The locks that cover it.
    pub(in crate::dav) locks: &'a [LockView],
    /// More of them, which cover others too and were written before.
    pub(in crate::dav) inherited: Option<&'a Written>,
    /// What can be done with it, where somebody wants to hear of that.
    pub(in crate::dav) leeway: Option<Leeway>,
}

/// The value of a live property.
enum Value<'a> {
    Text(Cow<'a, str>),
    Number(u64),
    /// It is a folder.
    Collection,
    /// Locks that can be had.
    LockKinds,
    /// Locks that there are.
    Locks(&'a [LockView], Option<&'a Written>),
    Sums(&'a Checksums),
    Nothing,
}

impl Resource<'_> {
    /// Writes what was asked for: what there is, then the names of what there is not, unless that is left out.
    pub(in crate::dav) fn describe(
        &self,
        selection: &Selection,
        is_brief: bool,
        out: &mut Propstats<'_>,
    ) {
        let mut missing = Vec::new();
        out.found(|out| match selection {
            Selection::Names => {
                let has = |live: &Live| self.value(*live).is_some();
                let names = Live::all().filter(has);
                names.for_each(|live| out.empty(live.name()));
                self.dead_names().for_each(|(name, _)| out.empty(&name));
            }
            Selection::All { live, besides } => {
                for live in live {
                    let _absent = self.write(*live, out);
                }
                for (name, value) in self.dead_names() {
                    write_dead(name.as_ref(), value, out);
                }
                let is_new =
                    |it: &&Wanted| !matches!(it, Wanted::Dead(it) if self.stored(it).is_some());
                self.write_wanted(besides.iter().filter(is_new), out, &mut missing);
            }
            Selection::These(wanted) => self.write_wanted(wanted, out, &mut missing),
        });
        if !is_brief {
            out.named(StatusCode::NOT_FOUND, missing, None);
        }
    }

    fn write_wanted<'n>(
        &self,
        wanted: impl IntoIterator<Item = &'n Wanted>,
        out: &mut Elements<'_>,
        missing: &mut Vec<NameRef<'n>>,
    ) {
        for wanted in wanted {
            match wanted {
                Wanted::Live(live) if self.write(*live, out) => {}
                Wanted::Live(live) => missing.push(live.name()),
                Wanted::Dead(name) => match self.stored(name) {
                    Some(value) => write_dead(name.as_ref(), value, out),
                    None => missing.push(name.as_ref()),
                },
            }
        }
    }

    /// What somebody has stored under this name.
    fn stored(&self, name: &Name) -> Option<&PropertyValue> {
        let mut dead = self.dead.iter();
        let is_it = |it: &&Property| {
            it.name.local() == name.local() && it.name.namespace() == name.namespace()
        };
        dead.find(is_it).map(|it| &it.value)
    }

    /// All that somebody has stored, under names that were read from documents and can be written into one.
    fn dead_names(&self) -> impl Iterator<Item = (Name, &PropertyValue)> {
        let named = |it: &Property| Name::new(it.name.namespace(), it.name.local()).ok();
        let dead = self.dead.iter();
        dead.filter_map(move |it| Some((named(it)?, &it.value)))
    }

    /// Writes a property; false where it has no value.
    fn write(&self, live: Live, out: &mut Elements<'_>) -> bool {
        let Some(value) = self.value(live) else {
            return false;
        };
        let name = live.name();
        match value {
            Value::Text(text) => out.text(name, &text),
            Value::Number(number) => out.display(name, number),
            Value::Collection => {
                out.element(name, |inside| inside.empty(NameRef::dav("collection")));
            }
            Value::LockKinds => out.element(name, locks::write_kinds),
            Value::Locks(locks, inherited) => out.element(name, |out| {
                locks::write_locks(out, locks);
                if let Some(written) = inherited {
                    out.again(written);
                }
            }),
            Value::Sums(sums) => out.element(name, |out| {
                out.display(NameRef::fixed(OWNCLOUD, "checksum"), sums);
            }),
            Value::Nothing => out.empty(name),
        }
        true
    }

    fn value(&self, live: Live) -> Option<Value<'_>> {
        let row = self.row;
        let folder = is_folder(row);
        let text = |text: String| Value::Text(Cow::Owned(text));
        let quota = |bytes: fn(&Quota) -> Option<u64>| {
            let quota = self.quota.filter(|_| folder)?;
            bytes(quota).map(Value::Number)
        };
        match live {
            Live::CreationDate => row.created_at.and_then(iso_8601).map(text),
            Live::DisplayName => Some(Value::Text(Cow::Borrowed(display_name(row)))),
            Live::ContentLength => {
                let size = row.size.filter(|_| row.kind == EntryKind::File);
                size.map(Value::Number)
            }
            Live::ContentType => Some(Value::Text(content_type(row))),
            Live::ETag => {
                let etag = row.etag.as_ref()?;
                Some(Value::Text(Cow::Borrowed(etag.as_str())))
            }
            Live::LastModified | Live::Win32Modified => {
                row.modified_at.and_then(http_date).map(text)
            }
            Live::Win32Created => row.created_at.and_then(http_date).map(text),
            Live::ResourceType if folder => Some(Value::Collection),
            Live::LockDiscovery => Some(Value::Locks(self.locks, self.inherited)),
            Live::Checksums => self.sums.map(Value::Sums),
            Live::SupportedLock if self.leeway.is_some_and(|it| it.is_writable()) => {
                Some(Value::LockKinds)
            }
            Live::ResourceType | Live::SupportedLock => Some(Value::Nothing),
            Live::Permissions => self.leeway.map(|it| text(permissions(row.kind, it))),
            Live::QuotaAvailable => quota(|quota| quota.remaining),
            Live::QuotaUsed => quota(|quota| quota.used),
            Live::IsCollection => Some(Value::Number(u64::from(folder))),
            Live::IsHidden => Some(Value::Number(0)),
            Live::IsReadOnly => {
                let writes = |it: Leeway| it.is_writable() && it.rights.holds(Right::Write);
                self.leeway.map(|it| Value::Number(u64::from(!writes(it))))
            }
            Live::Id | Live::FileId => {
                let id = row.id.as_ref()?;
                Some(Value::Text(Cow::Borrowed(id.as_str())))
            }
            Live::Size => row.size.map(Value::Number),
        }
    }
}

fn write_dead(name: NameRef<'_>, value: &PropertyValue, out: &mut Elements<'_>) {
    let xml = Fragment::from_canonical(value.xml.to_string());
    out.fragment(name, &xml, value.lang.as_deref());
}

/// The root of the tree has no name of its own.
fn display_name(row: &Row) -> &str {
    match row.name.as_str() {
        "" | "/" => "Onefold",
        name => name,
    }
}

fn content_type(row: &Row) -> Cow<'_, str> {
    if is_folder(row) {
        return Cow::Borrowed("httpd/unix-directory");
    }
    if let Some(known) = &row.mime_type {
        return Cow::Borrowed(known);
    }
    let guess = mime_guess::from_path(row.name.as_str()).first_raw();
    Cow::Borrowed(guess.unwrap_or("application/octet-stream"))
}

/// RFC 3339 in whole seconds, as `creationdate` has it (RFC 4918, section 15.1).
fn iso_8601(time: Timestamp) -> Option<String> {
    let instant = Instant::from_second(time.unix_ms().div_euclid(1_000));
    instant.ok().map(|instant| instant.to_string())
}
