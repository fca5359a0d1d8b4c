//! What a search in all drives answers: "searchHit resource type".

use serde_json::{Value, json};

use super::words::{self, Words};
use crate::graph::inquiry::Inquiry;
use crate::graph::shape::{TimeStyle, author, web_url};
use crate::switches::WordMatching;
use crate::world::{Drive, Item, ItemKey, World};

/// Something found, with the drive it lies in.
#[derive(Clone, Copy)]
pub(super) struct Hit<'w> {
    pub(super) drive: &'w Drive,
    pub(super) item: &'w Item,
}

impl Hit<'_> {
    /// The page of what was found.
    pub(super) fn web_url(&self, world: &World) -> String {
        let tenant = world.tenant(self.drive.home.tenant);
        let parent = self.item.parent.map(|key| self.drive.path_of(key));
        let mut names = parent.unwrap_or_default();
        names.push(&self.item.name);
        web_url(self.drive, tenant, &names)
    }

    /// Its JSON, at this rank.
    pub(super) fn describe(
        &self,
        inquiry: &Inquiry<'_>,
        world: &World,
        rank: usize,
        words: &Words,
    ) -> Value {
        let (drive, item) = (self.drive, self.item);
        let times = TimeStyle::new(&inquiry.switches.shape);
        let by = json!(author(&drive.owner));
        let id = drive.id_of(item);
        json!({
            "hitId": id,
            "rank": rank,
            "summary": summary(&item.name, words),
            "resource": {
                "@odata.type": "#microsoft.graph.driveItem",
                "id": id,
                "name": item.name,
                "size": item.size,
                "webUrl": self.web_url(world),
                "createdDateTime": times.write(item.created),
                "lastModifiedDateTime": times.write(item.modified),
                "createdBy": by,
                "lastModifiedBy": by,
                "fileSystemInfo": {
                    "createdDateTime": times.write(item.times.created),
                    "lastModifiedDateTime": times.write(item.times.modified),
                },
                "parentReference": {
                    "driveId": drive.id,
                    "id": self.parent_id(item.parent),
                    "siteId": world.site(drive.home.site).id(),
                    "sharepointIds": {
                        "listId": drive.guids.list.to_string(),
                        "listItemUniqueId": item.guid.to_string(),
                    },
                },
            },
        })
    }

    fn parent_id(&self, parent: Option<ItemKey>) -> Option<String> {
        parent.map(|key| self.drive.id_of(self.drive.item(key)))
    }
}

/// The name with what was looked for between marks.
fn summary(name: &str, words: &Words) -> String {
    let mark = |word: &str| {
        let lower = word.to_lowercase();
        if words
            .iter()
            .any(|wanted| words::is_in(wanted, &lower, WordMatching::Beginnings))
        {
            format!("<c0>{word}</c0>")
        } else {
            word.to_owned()
        }
    };
    let marked: Vec<String> = words::split(name).map(mark).collect();
    format!("{} <ddd/>", marked.join(" "))
}
