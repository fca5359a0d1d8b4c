//! Which properties somebody asks for.

use crate::dav::xml::{Name, PropFind};

use super::live::Live;

/// One property asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dav) enum Wanted {
    /// One that follows from what the resource is.
    Live(Live),
    /// One that somebody may have stored.
    Dead(Name),
}

/// The properties asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dav) enum Selection {
    /// These live ones where they have a value, all dead ones, and these besides.
    All {
        live: Vec<Live>,
        besides: Vec<Wanted>,
    },
    /// The names of all there are.
    Names,
    /// These, in their order.
    These(Vec<Wanted>),
}

impl Selection {
    /// What a body asks for. `little`: without what is about locks, unless it is named.
    pub(in crate::dav) fn of(asked: PropFind, little: bool) -> Self {
        match asked {
            PropFind::AllProp { include } => {
                let live = Live::usual().filter(|live| !(little && live.is_about_locks()));
                let live: Vec<_> = live.collect();
                let besides = include.into_iter().map(wanted);
                let is_new = |it: &Wanted| !matches!(it, Wanted::Live(it) if live.contains(it));
                let besides = besides.filter(is_new).collect();
                Self::All { live, besides }
            }
            PropFind::PropName => Self::Names,
            PropFind::Prop(names) => Self::These(names.into_iter().map(wanted).collect()),
        }
    }

    /// Whether the values of some of these properties are asked for.
    pub(in crate::dav) fn asks_for(&self, some: &[Live]) -> bool {
        let named = match self {
            Self::Names => return false,
            Self::All { live, .. } if live.iter().any(|it| some.contains(it)) => return true,
            Self::All { besides, .. } => besides,
            Self::These(wanted) => wanted,
        };
        named
            .iter()
            .any(|it| matches!(it, Wanted::Live(live) if some.contains(live)))
    }

    /// Whether properties are asked for that somebody may have stored.
    pub(in crate::dav) fn asks_for_dead(&self) -> bool {
        match self {
            Self::Names | Self::All { .. } => true,
            Self::These(wanted) => wanted.iter().any(|it| matches!(it, Wanted::Dead(_))),
        }
    }
}

fn wanted(name: Name) -> Wanted {
    match Live::named(name.as_ref()) {
        Some(live) => Wanted::Live(live),
        None => Wanted::Dead(name),
    }
}
