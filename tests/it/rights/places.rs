//! Where the questions are asked: the columns' other half, as data.

/// A part of the tree in which grants are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    /// A mount of Contoso's where accounts were given something.
    Desk,
    /// A mount of Contoso's where everybody may list and read.
    Square,
    /// A mount of the other tenant's.
    Far,
    /// Above all mounts.
    Root,
    /// Contoso's prefix: only mounts bring it about.
    Contoso,
    /// The other tenant's prefix.
    Fabrikam,
}

/// A tenant of the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tenant {
    Contoso,
    Fabrikam,
}

/// What an administrator has said of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// Nothing: what was granted above holds.
    Open,
    /// Whoever was granted something above was granted nothing here.
    Closed,
    /// It opens with a password, which nobody has given.
    Locked,
    /// It opens with a password, which stands in the request.
    Unlocked,
    /// Its name is hidden from all who may not write.
    Hidden,
}

/// A folder, and a file in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// What stands in the markers of everything inside.
    pub(super) tag: &'static str,
    pub(super) area: Area,
    pub(super) nature: Nature,
    pub(super) folder: &'static str,
    /// Whether anything lies there.
    pub(super) is_there: bool,
    /// The tag of the place whose listing shows this folder.
    parent: Option<&'static str>,
}

/// Which part of a place is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Folder,
    File,
}

impl Area {
    /// Whose part of the tree it is.
    pub(super) const fn tenant(self) -> Option<Tenant> {
        match self {
            Self::Desk | Self::Square | Self::Contoso => Some(Tenant::Contoso),
            Self::Far | Self::Fabrikam => Some(Tenant::Fabrikam),
            Self::Root => None,
        }
    }

    /// The mounts to which it is the way, where it is no mount itself.
    pub(super) const fn leads_to(self) -> &'static [Self] {
        match self {
            Self::Root => &[Self::Desk, Self::Square, Self::Far],
            Self::Contoso => &[Self::Desk, Self::Square],
            Self::Fabrikam => &[Self::Far],
            Self::Desk | Self::Square | Self::Far => &[],
        }
    }
}

impl Place {
    /// Whether only mounts bring it about.
    pub(super) const fn is_virtual(&self) -> bool {
        !self.area.leads_to().is_empty()
    }

    /// The same place for somebody who has given no password.
    pub(super) const fn as_it_stands(self) -> Self {
        let nature = match self.nature {
            Nature::Unlocked => Nature::Locked,
            nature => nature,
        };
        Self { nature, ..self }
    }

    /// Whether a mount stands there.
    pub(super) const fn is_mount(&self) -> bool {
        matches!(self.tag.as_bytes(), b"desk" | b"square" | b"far")
    }

    /// The same place, were nothing granted there.
    pub(super) const fn without_grants(self) -> Self {
        Self {
            nature: Nature::Closed,
            ..self
        }
    }

    /// The folder whose listing shows this one.
    pub(super) fn parent(&self) -> Option<&'static Self> {
        let tag = self.parent?;
        PLACES.iter().find(|place| place.tag == tag)
    }

    /// The path of a part; a virtual folder has no file.
    pub(super) fn path(&self, part: Part) -> Option<String> {
        match part {
            Part::Folder => Some(self.folder.to_owned()),
            Part::File if self.is_virtual() => None,
            Part::File => Some(format!("{}/note.txt", self.folder)),
        }
    }

    /// The file in it that nobody names in a request.
    pub(super) fn unasked(&self) -> String {
        format!("unasked-{}.txt", self.tag)
    }

    /// What its file says.
    pub(super) fn content(&self) -> String {
        format!("content-of-{}.", self.tag)
    }

    /// The folder's path in its drive; the mount stands at the drive's root.
    pub(super) fn in_drive(&self) -> Option<String> {
        let mut names = self.folder.split('/').skip(3);
        let mounted = !self.is_virtual() && self.is_there;
        mounted.then(|| {
            names
                .next()
                .map_or_else(String::new, |name| format!("/{name}"))
        })
    }
}

const fn place(
    tag: &'static str,
    (area, nature): (Area, Nature),
    folder: &'static str,
    parent: &'static str,
) -> Place {
    Place {
        tag,
        area,
        nature,
        folder,
        is_there: true,
        parent: Some(parent),
    }
}

const fn missing(
    tag: &'static str,
    area: Area,
    folder: &'static str,
    parent: &'static str,
) -> Place {
    Place {
        is_there: false,
        ..place(tag, (area, Nature::Open), folder, parent)
    }
}

/// All places.
pub(super) const PLACES: [Place; 17] = [
    Place {
        parent: None,
        ..place("root", (Area::Root, Nature::Open), "/", "")
    },
    place("contoso", (Area::Contoso, Nature::Open), "/contoso", "root"),
    place(
        "fabrikam",
        (Area::Fabrikam, Nature::Open),
        "/fabrikam",
        "root",
    ),
    place(
        "desk",
        (Area::Desk, Nature::Open),
        "/contoso/ada",
        "contoso",
    ),
    place(
        "desk-plain",
        (Area::Desk, Nature::Open),
        "/contoso/ada/plain",
        "desk",
    ),
    place(
        "desk-closed",
        (Area::Desk, Nature::Closed),
        "/contoso/ada/closed",
        "desk",
    ),
    place(
        "desk-vault",
        (Area::Desk, Nature::Locked),
        "/contoso/ada/vault",
        "desk",
    ),
    place(
        "desk-safe",
        (Area::Desk, Nature::Unlocked),
        "/contoso/ada/safe",
        "desk",
    ),
    place(
        "desk-hush",
        (Area::Desk, Nature::Hidden),
        "/contoso/ada/hush",
        "desk",
    ),
    missing("desk-missing", Area::Desk, "/contoso/ada/missing", "desk"),
    place(
        "square",
        (Area::Square, Nature::Open),
        "/contoso/bob",
        "contoso",
    ),
    place(
        "square-closed",
        (Area::Square, Nature::Closed),
        "/contoso/bob/closed",
        "square",
    ),
    place(
        "square-vault",
        (Area::Square, Nature::Locked),
        "/contoso/bob/vault",
        "square",
    ),
    place(
        "square-safe",
        (Area::Square, Nature::Unlocked),
        "/contoso/bob/safe",
        "square",
    ),
    place(
        "square-hush",
        (Area::Square, Nature::Hidden),
        "/contoso/bob/hush",
        "square",
    ),
    place(
        "far",
        (Area::Far, Nature::Open),
        "/fabrikam/ada",
        "fabrikam",
    ),
    missing("far-missing", Area::Far, "/fabrikam/ada/missing", "far"),
];
