//! Small random worlds: who there is, what was granted, which rules stand where.

use std::sync::Arc;

use crate::domain::{
    Delivery, DrivePath, FolderRule, Grant, GrantId, GroupId, Health, HidePattern, Mount, MountId,
    MountOptions, MountRoot, MountSource, Origin, PathKey, Principal, Right, Rights, RuleId,
    TenantId, VirtualPath,
};

use super::dice::Dice;
use super::spelling::{NAMES, PATTERNS, spelled};

/// A name, as it stands in [`NAMES`].
pub(super) type Name = &'static str;

/// A place, with its names as they are meant, and as somebody has written them.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) names: Vec<Name>,
    pub(super) path: VirtualPath,
    pub(super) key: PathKey,
    pub(super) mount: Arc<Mount>,
}

/// What worlds are made of. Made once, since parsing is what takes time.
pub(super) struct Clay {
    places: Vec<Place>,
    patterns: Vec<(Name, HidePattern)>,
    grant_ids: Vec<GrantId>,
    rule_ids: Vec<RuleId>,
    principals: Vec<Principal>,
}

/// A grant.
#[derive(Debug)]
pub(super) struct FlatGrant<'a> {
    pub(super) at: &'a Place,
    pub(super) grant: Grant,
}

/// A rule, with its patterns as they are meant.
#[derive(Debug)]
pub(super) struct FlatRule<'a> {
    pub(super) at: &'a Place,
    pub(super) hide: Vec<Name>,
    pub(super) rule: Arc<FolderRule>,
}

/// A world: three flat lists.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) grants: Vec<FlatGrant<'a>>,
    pub(super) rules: Vec<FlatRule<'a>>,
    pub(super) mounts: Vec<&'a Place>,
}

/// These names, each behind a slash.
pub(super) fn joined(names: impl Iterator<Item = String>) -> String {
    names.fold(String::new(), |text, name| text + "/" + &name)
}

fn place(dice: &mut Dice) -> Place {
    let depth = *dice.pick(&[0, 1, 1, 2, 2, 2, 3, 3, 4]);
    // Most from the first two, so that places meet and lie above each other.
    let name = |dice: &mut Dice| {
        let few = if dice.chance(70) { 2 } else { NAMES.len() };
        *dice.pick(&NAMES[..few])
    };
    let names: Vec<_> = (0..depth).map(|_| name(dice)).collect();
    let text = joined(names.iter().map(|name| spelled(name, dice)));
    let path = if names.is_empty() {
        VirtualPath::root()
    } else {
        VirtualPath::parse(&text).expect("a path")
    };
    let mount = Arc::new(Mount {
        id: MountId::from_unique(dice.below(1_000_000)),
        path: path.clone(),
        tenant_id: TenantId::from_unique(1),
        source: MountSource::User("ada".to_owned()),
        root: MountRoot::Path(DrivePath::root()),
        delivery: Delivery::Redirect,
        read_only: false,
        options: MountOptions::default(),
        origin: Origin::Database,
        place: None,
        health: Health::default(),
    });
    Place {
        key: path.key(),
        names,
        path,
        mount,
    }
}

impl Clay {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let pattern = |dice: &mut Dice| {
            let meant = *dice.pick(&PATTERNS);
            let pattern = HidePattern::parse(&spelled(meant, dice));
            (meant, pattern.expect("a pattern"))
        };
        let groups = (1..=3).map(|number| Principal::Group(GroupId::from_unique(number)));
        let accounts = super::actor::accounts().map(|account| Principal::Account(account.id));
        Self {
            places: (0..1_500).map(|_| place(dice)).collect(),
            patterns: (0..100).map(|_| pattern(dice)).collect(),
            grant_ids: (0..20).map(GrantId::from_unique).collect(),
            rule_ids: (0..20).map(RuleId::from_unique).collect(),
            principals: [Principal::Guest]
                .into_iter()
                .chain(accounts)
                .chain(groups)
                .collect(),
        }
    }

    /// Some place.
    pub(super) fn place(&self, dice: &mut Dice) -> &Place {
        dice.pick(&self.places)
    }

    /// A world.
    pub(super) fn world(&self, dice: &mut Dice) -> World<'_> {
        let mut world = World {
            grants: Vec::new(),
            rules: Vec::new(),
            mounts: Vec::new(),
        };
        for number in 0..dice.below(12) {
            self.add_grant(&mut world, number, dice);
        }
        for number in 0..dice.below(4) {
            self.add_rule(&mut world, number, dice);
        }
        for _ in 0..dice.below(3) {
            world.mounts.push(self.place(dice));
        }
        world
    }

    /// A grant; none where its principal has one at the place already, as in the database.
    fn add_grant<'a>(&'a self, world: &mut World<'a>, number: usize, dice: &mut Dice) {
        let at = self.place(dice);
        let principal = dice.pick(&self.principals);
        let is_same =
            |one: &FlatGrant<'_>| one.at.names == at.names && one.grant.principal == *principal;
        if world.grants.iter().any(is_same) {
            return;
        }
        let grant = Grant {
            id: self.grant_ids[number].clone(),
            principal: principal.clone(),
            path: at.path.clone(),
            rights: rights(dice),
        };
        world.grants.push(FlatGrant { at, grant });
    }

    /// A rule; none where one stands already, as in the database.
    fn add_rule<'a>(&'a self, world: &mut World<'a>, number: usize, dice: &mut Dice) {
        let at = self.place(dice);
        if world.rules.iter().any(|one| one.at.names == at.names) {
            return;
        }
        let hide: Vec<_> = (0..dice.below(3))
            .map(|_| dice.pick(&self.patterns))
            .collect();
        let rule = FolderRule {
            id: self.rule_ids[number].clone(),
            path: at.path.clone(),
            inherited: dice.chance(50),
            hide: hide.iter().map(|(_, pattern)| pattern.clone()).collect(),
            password: dice.chance(40).then_some(1),
            header: None,
            readme: None,
            view: None,
            sort: None,
        };
        let hide = hide.iter().map(|(meant, _)| *meant).collect();
        let rule = Arc::new(rule);
        world.rules.push(FlatRule { at, hide, rule });
    }
}

fn rights(dice: &mut Dice) -> Rights {
    match dice.below(6) {
        0 => Rights::NONE,
        1 => Rights::READER,
        2 => Rights::WRITER,
        3 => Rights::ALL,
        _ => Right::ALL.into_iter().filter(|_| dice.chance(50)).collect(),
    }
}
