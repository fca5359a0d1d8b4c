//! What each actor may expect at each place: the rules of the design, section 5, said once more and without
//! a line of the product's.

use onefold::domain::{Right, Scope};

use super::actors::{Actor, GUESTS, Link, Pass, Person, Role, Token};
use super::places::{Area, Nature, Part, Place};
use super::rows::Face;

/// What is to be answered to a question about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All of it.
    Yes,
    /// Name and kind, and the way to what he may see.
    Passage,
    /// The folder's password first.
    Password,
    /// No; and he may know that there is something.
    Forbidden,
    /// As if there were nothing.
    Nothing,
    /// Sign in first, whatever is there.
    SignIn,
}

/// Who somebody turns out to be by his pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody.
    Anonymous,
    /// An account.
    Known(Person),
    /// Somebody with a pass that is good for nothing, and told so.
    Refused,
}

impl Actor {
    /// Who he is to a face that takes sessions and tokens. A cookie that is good no more is no fault of its
    /// holder's, a token is; names and passwords in a header are not read.
    pub(super) const fn standing(&self) -> Standing {
        use super::actors::Void::RevokedCookie;
        match (self.pass, self.person) {
            (Pass::Session | Pass::Cookie | Pass::Token(_), Some(person)) => {
                Standing::Known(person)
            }
            (Pass::Void(RevokedCookie), _) => Standing::Anonymous,
            (Pass::Void(_), _) => Standing::Refused,
            _ => Standing::Anonymous,
        }
    }

    /// Who he is to a face: the one for network disks takes passwords for programs, and no cookie.
    pub(super) const fn standing_at(&self, face: Face) -> Standing {
        match (face, self.pass, self.person) {
            (Face::Dav, Pass::AppPassword, Some(person)) => Standing::Known(person),
            (Face::Dav, Pass::Cookie, _) => Standing::Anonymous,
            _ => self.standing(),
        }
    }

    /// Whether nobody knows who he is, at the use cases.
    pub(super) const fn is_nobody(&self) -> bool {
        !matches!(self.pass, Pass::AppPassword | Pass::Link(_))
            && matches!(self.standing(), Standing::Anonymous | Standing::Refused)
    }

    /// His token, where he comes by one.
    pub(super) const fn token(&self) -> Option<Token> {
        match self.pass {
            Pass::Token(token) => Some(token),
            _ => None,
        }
    }

    /// Whether he comes with a header that only programs send.
    pub(super) const fn is_program(&self) -> bool {
        !matches!(
            self.pass,
            Pass::Nothing
                | Pass::Cookie
                | Pass::Link(_)
                | Pass::Void(super::actors::Void::RevokedCookie)
        )
    }
}

/// What is to be answered.
pub(super) fn verdict(actor: &Actor, right: Right, place: &Place, part: Part) -> Verdict {
    let known = match actor.standing() {
        Standing::Refused => return Verdict::SignIn,
        Standing::Anonymous => None,
        Standing::Known(person) => Some(person),
    };
    verdict_for(actor, known, right, (place, part))
}

/// The same at one of the faces.
pub(super) fn verdict_at(
    face: Face,
    actor: &Actor,
    right: Right,
    (place, part): (&Place, Part),
) -> Verdict {
    match (face, actor.standing_at(face)) {
        (Face::Dav, Standing::Known(person)) => {
            verdict_for(actor, Some(person), right, (place, part))
        }
        (Face::Dav, Standing::Anonymous | Standing::Refused) => Verdict::SignIn,
        (Face::Web | Face::Api, _) => verdict(actor, right, place, part),
    }
}

/// The same at the use cases, where a password for a program is good for files, and a link for its path.
pub(super) fn verdict_of_files(actor: &Actor, right: Right, place: &Place, part: Part) -> Verdict {
    match (actor.standing(), actor.pass) {
        (Standing::Anonymous, Pass::AppPassword | Pass::Link(Link::Own)) => {
            verdict_for(actor, actor.person, right, (place, part))
        }
        _ => verdict(actor, right, place, part),
    }
}

fn verdict_for(
    actor: &Actor,
    known: Option<Person>,
    right: Right,
    (place, part): (&Place, Part),
) -> Verdict {
    match decided(actor, known, right, place) {
        Decision::Yes => Verdict::Yes,
        Decision::Passage => Verdict::Passage,
        Decision::Locked => Verdict::Password,
        Decision::Denied | Decision::Hidden if known.is_none() => Verdict::SignIn,
        Decision::Denied if is_seen(actor, known, place, part) => Verdict::Forbidden,
        Decision::Denied | Decision::Hidden => Verdict::Nothing,
    }
}

/// What is to be answered to who shows a signed link. Its door is that of the administrator, who may read
/// everywhere, but whoever follows it gives a folder's password; a link that is good for nothing takes nothing
/// away from a visitor.
pub(super) fn verdict_by_link(link: Link, place: &Place) -> Verdict {
    let visitor = decided_for_guests(place);
    match (link, visitor) {
        (Link::Own, _) if place.nature == Nature::Locked => Verdict::Password,
        (Link::Own, _) | (_, Decision::Yes) => Verdict::Yes,
        (_, Decision::Locked) => Verdict::Password,
        _ => Verdict::SignIn,
    }
}

/// What is said of an account that asks why: its own rights, signed in by its password, nothing unlocked.
pub(super) fn explained(person: Option<Person>, right: Right, place: &Place) -> &'static str {
    let actor = Actor {
        name: "explained",
        person,
        pass: Pass::Session,
    };
    match decided(&actor, person, right, &place.as_it_stands()) {
        Decision::Yes => "allowed",
        Decision::Passage => "passage",
        Decision::Locked => "locked",
        Decision::Denied => "denied",
        Decision::Hidden => "hidden",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Yes,
    Passage,
    Locked,
    Denied,
    Hidden,
}

fn decided(actor: &Actor, known: Option<Person>, right: Right, place: &Place) -> Decision {
    if actor
        .token()
        .is_some_and(|token| is_narrowed(token, right, place.area))
    {
        return Decision::Denied;
    }
    // It stands for its account in nothing but reading.
    if known.is_some() && matches!(actor.pass, Pass::Link(_)) && right != Right::Read {
        return Decision::Denied;
    }
    let holds_all = match known.map(|person| person.role) {
        Some(Role::Admin) => true,
        Some(Role::TenantAdmin(tenant)) => place.area.tenant() == Some(tenant),
        Some(Role::Member) | None => false,
    };
    if holds_all {
        let by_link = matches!(actor.pass, Pass::Link(_));
        return if by_link && place.nature == Nature::Locked {
            Decision::Locked
        } else {
            Decision::Yes
        };
    }
    let holds = |right| holds(known, right, place);
    if place.nature == Nature::Hidden && !holds(Right::Write) {
        return Decision::Hidden;
    }
    let open = if holds(right) {
        Decision::Yes
    } else if right == Right::List && is_way(known, place) {
        Decision::Passage
    } else {
        return Decision::Denied;
    };
    if place.nature == Nature::Locked {
        Decision::Locked
    } else {
        open
    }
}

fn decided_for_guests(place: &Place) -> Decision {
    let guest = Actor {
        name: "guest",
        person: None,
        pass: Pass::Nothing,
    };
    decided(&guest, None, Right::Read, place)
}

/// A token is good for what its scopes say, and below its prefix.
fn is_narrowed(token: Token, right: Right, area: Area) -> bool {
    let scope = match right {
        Right::List | Right::Read => Scope::FilesRead,
        Right::Write | Right::Delete => Scope::FilesWrite,
        Right::Share => Scope::FilesShare,
    };
    let outside = token.prefix.is_some_and(|prefix| prefix != area);
    outside || !token.scopes.contains(&scope)
}

/// What the account and its groups were given, and what everybody was. Where nothing was given, nothing is.
fn holds(known: Option<Person>, right: Right, place: &Place) -> bool {
    if place.nature == Nature::Closed {
        return false;
    }
    let own = known.map_or(&[][..], |person| person.holds);
    let all = own.iter().chain(GUESTS);
    let mut here = all.filter(|(area, _)| *area == place.area);
    here.any(|(_, rights)| rights.contains(&right))
}

/// Whether something that he may list lies below a folder that only mounts bring about.
fn is_way(known: Option<Person>, place: &Place) -> bool {
    let own = known.map_or(&[][..], |person| person.holds);
    let lists = |area: &Area| {
        let mut all = own.iter().chain(GUESTS);
        all.any(|(held, rights)| held == area && rights.contains(&Right::List))
    };
    let administers = |area: &Area| match known.map(|person| person.role) {
        Some(Role::TenantAdmin(tenant)) => area.tenant() == Some(tenant),
        Some(Role::Admin | Role::Member) | None => false,
    };
    let below = place.area.leads_to();
    below.iter().any(|area| lists(area) || administers(area))
}

/// Whether he may know that a name stands where it stands: he may list its folder, or is shown it there.
fn is_seen(actor: &Actor, known: Option<Person>, place: &Place, part: Part) -> bool {
    let listed = |place: &Place| decided(actor, known, Right::List, place);
    let parent = match part {
        Part::File => return listed(place) == Decision::Yes,
        Part::Folder => place.parent(),
    };
    let Some(parent) = parent.map(listed) else {
        return false;
    };
    let is_shown = matches!(
        listed(place),
        Decision::Yes | Decision::Passage | Decision::Locked
    );
    parent == Decision::Yes || parent == Decision::Passage && is_shown
}
