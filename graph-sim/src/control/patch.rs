//! Changing some switches and leaving the rest.

use serde_json::Value;

use super::host::Refusal;
use crate::switches::SwitchBoard;

/// Lays a JSON document over the switches. An unknown switch or position changes nothing.
pub(super) fn apply(board: &SwitchBoard, patch: Value) -> Result<(), Refusal> {
    let changed = board.current().changed(patch);
    let switches = changed.map_err(|error| error.to_string())?;
    board.update(|current| *current = switches);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::switches::SwitchBoard;
    use serde_json::json;

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let board = SwitchBoard::default();
        apply(&board, json!({ "listing": { "page_size_cap": 50 } })).unwrap();
        assert_eq!(board.current().listing.page_size_cap, 50);
        assert_eq!(board.current().listing.default_page_size, 200);
    }

    #[test]
    fn an_unknown_switch_is_refused() {
        let board = SwitchBoard::default();
        assert!(apply(&board, json!({ "listing": { "pagesize": 50 } })).is_err());
        assert_eq!(board.current(), SwitchBoard::default().current());
    }
}
