//! What a day allows.

use std::time::Duration;

use crate::domain::Timestamp;

/// Resource units of the present day (24 hours from the first call), and how much of them work in the
/// background has taken.
#[derive(Clone, Debug)]
pub(super) struct DayAccount {
    limit: u64,
    began: Timestamp,
    used: u64,
    used_in_background: u64,
}

const DAY: Duration = Duration::from_hours(24);

/// Background work takes at most this part of a day, in percent.
const BACKGROUND_SHARE: u64 = 40;

impl DayAccount {
    pub(super) const fn new(limit: u64, now: Timestamp) -> Self {
        Self {
            limit,
            began: now,
            used: 0,
            used_in_background: 0,
        }
    }

    /// When `units` may be used; `None` means now.
    pub(super) fn ready_at(
        &mut self,
        units: u32,
        background: bool,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let tomorrow = self.began.after(DAY);
        if now >= tomorrow {
            *self = Self::new(self.limit, now);
            return None;
        }
        let units = u64::from(units);
        let exhausted = self.used + units > self.limit
            || (background
                && self.used_in_background + units > self.limit * BACKGROUND_SHARE / 100);
        exhausted.then_some(tomorrow)
    }

    pub(super) fn take(&mut self, units: u32, background: bool) {
        self.used += u64::from(units);
        if background {
            self.used_in_background += u64::from(units);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_work_leaves_the_greater_part_of_a_day_to_visitors() {
        let start = Timestamp::from_unix_ms(0);
        let mut day = DayAccount::new(100, start);
        day.take(40, true);
        assert_eq!(day.ready_at(1, true, start), Some(start.after(DAY)));
        assert_eq!(day.ready_at(60, false, start), None);
        day.take(60, false);
        assert_eq!(day.ready_at(1, false, start), Some(start.after(DAY)));
        assert_eq!(day.ready_at(1, true, start.after(DAY)), None, "a new day");
    }
}
