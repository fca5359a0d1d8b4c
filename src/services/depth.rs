//! How far down a path something is there.

use std::sync::Arc;

use crate::domain::{Entry, EntryKind, Result};

/// So long a path is looked along from below: what is missing mostly lies in a folder that is there.
const SHORT: usize = 16;

/// The deepest thing that is there of the first names of a path, fewer than `missing` of them: how many names lead
/// to it, and what it is. The path's root, which no name leads to, is not asked for; it is there.
///
/// What lies below something missing is missing too, and so is what lies below anything but a folder. So this asks
/// by halves: at most 8 times for 200 names, however long a path somebody thinks up.
///
/// # Errors
/// Those of `ask`, which says `None` where nothing is there.
pub(super) async fn deepest<F>(
    missing: usize,
    ask: impl Fn(usize) -> F,
) -> Result<Option<(usize, Arc<Entry>)>>
where
    F: Future<Output = Result<Option<Arc<Entry>>>>,
{
    let (mut deepest, mut there, mut missing) = (None, 0, missing);
    let mut next = if missing <= SHORT {
        missing.saturating_sub(1)
    } else {
        missing / 2
    };
    while there + 1 < missing {
        match ask(next).await? {
            Some(entry) => {
                let leads_on = entry.kind == EntryKind::Folder;
                deepest = Some((next, entry));
                there = next;
                if !leads_on {
                    break;
                }
            }
            None => missing = next,
        }
        next = there + (missing - there) / 2;
    }
    Ok(deepest)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::ItemId;

    fn entry(kind: EntryKind) -> Arc<Entry> {
        let id = ItemId::parse("01A").expect("an id");
        Arc::new(Entry::of(id, kind, None))
    }

    /// How deep something was found in a path of which the first names are there, and how often was asked.
    async fn search(missing: usize, there: usize, last: EntryKind) -> (Option<usize>, usize) {
        let asked = AtomicUsize::new(0);
        let found = deepest(missing, |names| {
            asked.fetch_add(1, Ordering::Relaxed);
            async move {
                let kind = if names == there {
                    last
                } else {
                    EntryKind::Folder
                };
                Ok((names <= there).then(|| entry(kind)))
            }
        });
        let found = found.await.expect("nothing fails");
        (found.map(|(names, _)| names), asked.into_inner())
    }

    #[tokio::test]
    async fn the_deepest_is_found_wherever_it_lies_with_few_questions() {
        for missing in 1..=200 {
            for there in 0..missing {
                for last in [EntryKind::Folder, EntryKind::Shortcut] {
                    let (found, asked) = search(missing, there, last).await;
                    assert_eq!(found.unwrap_or(0), there, "{there} of {missing}");
                    assert!(asked <= 8, "{asked} for {there} of {missing}");
                }
            }
        }
    }

    #[tokio::test]
    async fn what_lies_in_a_folder_that_is_there_costs_one_question_in_a_short_path() {
        for missing in 2..=SHORT {
            let (_, asked) = search(missing, missing - 1, EntryKind::Folder).await;
            assert_eq!(asked, 1);
        }
        assert_eq!(search(1, 0, EntryKind::Folder).await, (None, 0));
    }

    #[tokio::test]
    async fn whatever_can_t_be_answered_ends_the_search() {
        let failed = deepest(9, |_| async { Err(crate::domain::Error::Forbidden) });
        assert!(failed.await.is_err());
    }
}
