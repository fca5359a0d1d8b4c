//! Addresses, and what is read from them.

use super::{
    Asked, DriveName, Facet, Place, Route, SiteFacet, SiteName, Start, Step, Stop, ThumbnailPart,
    VersionFacet, parse, parse_with,
};
use crate::graph::options::Options;

fn item(start: Start, steps: Vec<Step>, facet: Facet) -> Route {
    let drive = DriveName::Id("b!x".to_owned());
    Route::Drive(drive, Asked::Item(Place { start, steps }, facet))
}

fn path(text: &str) -> Vec<Step> {
    vec![Step::Path(text.to_owned())]
}

fn by_id() -> Start {
    Start::Item("01A".to_owned())
}

fn assert_reads(cases: impl IntoIterator<Item = (&'static str, Route, &'static str)>) {
    for (address, expected, template) in cases {
        let (route, name) = parse(&format!("/v1.0/drives/b!x/{address}"));
        assert_eq!(route, expected, "{address}");
        assert_eq!(name, format!("/drives/{{drive}}/{template}"));
    }
}

#[test]
fn an_encoded_path_in_the_place_of_an_id_is_that_path() {
    for (encoded, plain) in [
        ("root%3A%2Fa%20b%2Fc%3A/children", "root:/a%20b/c:/children"),
        ("01A%3a%2fb%3a", "01A:/b:"),
        ("01A%3A%2Fb%3A/content", "01A:/b:/content"),
    ] {
        let parse = |address: &str| parse(&format!("/v1.0/drives/b!x/items/{address}"));
        assert_eq!(parse(encoded), parse(plain), "{encoded}");
    }
}

#[test]
fn slashes_too_many_make_no_difference() {
    for (doubled, plain) in [
        ("//drives/b!x/root", "/drives/b!x/root"),
        (
            "/drives//b!x//root:/a://children",
            "/drives/b!x/root:/a:/children",
        ),
        ("/drives/b!x/items/01A:/a:/", "/drives/b!x/items/01A:/a:"),
    ] {
        let parse = |address: &str| parse(&format!("/v1.0{address}"));
        assert_eq!(parse(doubled), parse(plain), "{doubled}");
    }
}

#[test]
fn items_are_addressed_by_id_and_by_path() {
    assert_reads([
        ("root", item(Start::Root, vec![], Facet::Itself), "root"),
        (
            "root/children",
            item(Start::Root, vec![], Facet::Children),
            "root/children",
        ),
        (
            "root:/a%20b/c",
            item(Start::Root, path("/a b/c"), Facet::Itself),
            "root:/{path}",
        ),
        (
            "root:/a:",
            item(Start::Root, path("/a"), Facet::Itself),
            "root:/{path}",
        ),
        (
            "root:/a%2fb:/children",
            item(Start::Root, path("/a/b"), Facet::Children),
            "root:/{path}:/children",
        ),
        (
            "items/01A",
            item(by_id(), vec![], Facet::Itself),
            "items/{item}",
        ),
        (
            "items/01A:/b:/content",
            item(by_id(), path("/b"), Facet::Content),
            "items/{item}:/{path}:/content",
        ),
        (
            "items/01A/children('it%27%27s')/children",
            item(
                by_id(),
                vec![Step::Child("'it''s'".to_owned())],
                Facet::Children,
            ),
            "items/{item}/children('{name}')/children",
        ),
        (
            "special/approot:/a:/content",
            item(
                Start::Special("approot".to_owned()),
                path("/a"),
                Facet::Content,
            ),
            "special/{name}:/{path}:/content",
        ),
    ]);
}

fn assert_facets(cases: impl IntoIterator<Item = (&'static str, Facet, &'static str)>) {
    for (facet, expected, template) in cases {
        let (route, name) = parse(&format!("/v1.0/drives/b!x/items/01A/{facet}"));
        assert_eq!(route, item(by_id(), vec![], expected), "{facet}");
        assert_eq!(name, format!("/drives/{{drive}}/items/{{item}}/{template}"));
    }
}

#[test]
fn actions_on_an_item_are_read() {
    assert_facets([
        ("content", Facet::Content, "content"),
        (
            "createUploadSession",
            Facet::CreateUploadSession,
            "createUploadSession",
        ),
        ("copy", Facet::Copy, "copy"),
        ("permanentDelete", Facet::PermanentDelete, "permanentDelete"),
        ("checkout", Facet::CheckOut, "checkout"),
        ("checkin", Facet::CheckIn, "checkin"),
        ("createLink", Facet::CreateLink, "createLink"),
        ("preview", Facet::Preview, "preview"),
        ("invite", Facet::Invite, "invite"),
        (
            "search(q='it%27%27s')",
            Facet::Search("it's".to_owned()),
            "search",
        ),
        (
            "microsoft.graph.createUploadSession",
            Facet::CreateUploadSession,
            "createUploadSession",
        ),
        ("delta", Facet::Delta(None), "delta"),
        ("delta()", Facet::Delta(None), "delta"),
        (
            "delta(token='a%27%27b')",
            Facet::Delta(Some("a'b".to_owned())),
            "delta",
        ),
    ]);
}

#[test]
fn parts_of_an_item_are_read() {
    let version = |facet| Facet::Version("2.0".to_owned(), facet);
    let all = ThumbnailPart::All;
    let (set, size) = ("0".to_owned(), "large".to_owned());
    let one_set = ThumbnailPart::Set(set.clone());
    let one_size = ThumbnailPart::Size {
        set: set.clone(),
        size: size.clone(),
    };
    let picture = ThumbnailPart::Content { set, size };
    let versions = "versions/{version}";
    let (content, restore) = (
        "versions/{version}/content",
        "versions/{version}/restoreVersion",
    );
    let permission = Facet::Permission("x".to_owned());
    assert_facets([
        ("versions", Facet::Versions, "versions"),
        ("versions/2.0", version(VersionFacet::Itself), versions),
        (
            "versions/2.0/content",
            version(VersionFacet::Content),
            content,
        ),
        (
            "versions/2.0/restoreVersion",
            version(VersionFacet::Restore),
            restore,
        ),
        ("permissions", Facet::Permissions, "permissions"),
        ("permissions/x", permission, "permissions/{permission}"),
        ("thumbnails", Facet::Thumbnails(all), "thumbnails"),
        (
            "thumbnails/0",
            Facet::Thumbnails(one_set),
            "thumbnails/{set}",
        ),
        (
            "thumbnails/0/large",
            Facet::Thumbnails(one_size),
            "thumbnails/{set}/{size}",
        ),
        (
            "thumbnails/0/large/content",
            Facet::Thumbnails(picture),
            "thumbnails/{set}/{size}/content",
        ),
    ]);
}

#[test]
fn sites_are_addressed_by_host_and_path_and_id() {
    let team = || SiteName::Path {
        host: "contoso.sharepoint.com".to_owned(),
        path: "/sites/team a".to_owned(),
    };
    let id = || SiteName::Id("contoso.sharepoint.com,1,2".to_owned());
    let root = Asked::Item(
        Place {
            start: Start::Root,
            steps: path("/a"),
        },
        Facet::Content,
    );
    for (address, expected, template) in [
        ("", Route::Sites, ""),
        ("/getAllSites", Route::AllSites, "/getAllSites"),
        (
            "/root",
            Route::Site(SiteName::Root, SiteFacet::Itself),
            "/root",
        ),
        (
            "/contoso.sharepoint.com",
            Route::Site(
                SiteName::Host("contoso.sharepoint.com".to_owned()),
                SiteFacet::Itself,
            ),
            "/{host}",
        ),
        (
            "/contoso.sharepoint.com:/sites/team%20a",
            Route::Site(team(), SiteFacet::Itself),
            "/{host}:/{path}",
        ),
        (
            "/contoso.sharepoint.com:/sites/team%20a:/drives",
            Route::Site(team(), SiteFacet::Drives),
            "/{host}:/{path}:/drives",
        ),
        (
            "/contoso.sharepoint.com,1,2/permissions",
            Route::Site(id(), SiteFacet::Permissions),
            "/{site}/permissions",
        ),
        (
            "/contoso.sharepoint.com,1,2/drive/root:/a:/content",
            Route::Drive(DriveName::OfSite(id()), root),
            "/{site}/drive/root:/{path}:/content",
        ),
    ] {
        let (route, name) = parse(&format!("/v1.0/sites{address}"));
        assert_eq!(route, expected, "{address}");
        assert_eq!(name, format!("/sites{template}"));
    }
}

#[test]
fn what_graph_knows_and_what_it_does_not_are_told_apart() {
    for (address, expected) in [
        ("/v1.0/drives/b!x/root/workbook", Stop::Lacking),
        ("/v1.0/sites/root/lists", Stop::Lacking),
        ("/v1.0/me/drive", Stop::Me),
        (
            "/v1.0/drives/b!x/root/nonsense",
            Stop::Unknown("nonsense".to_owned()),
        ),
        ("/v1.0/nonsense", Stop::Unknown("nonsense".to_owned())),
        ("/v3.0/users", Stop::Unknown("v3.0".to_owned())),
        ("/v1.0/drives/b!x/root:/a%2", Stop::Malformed),
        ("/v1.0/drives/b!x/root:/%ff", Stop::Malformed),
    ] {
        assert_eq!(parse(address).0, Route::Nowhere(expected), "{address}");
    }
}

#[test]
fn a_users_drives_are_drives() {
    let (route, name) = parse("/v1.0/users/ada%40contoso.example/drive");
    let drive = || DriveName::OfUser("ada@contoso.example".to_owned());
    assert_eq!(route, Route::Drive(drive(), Asked::Drive));
    assert_eq!(name, "/users/{user}/drive");

    let (route, name) = parse("/v1.0/users/ada%40contoso.example/drive/special/photos");
    let photos = Place {
        start: Start::Special("photos".to_owned()),
        steps: vec![],
    };
    assert_eq!(
        route,
        Route::Drive(drive(), Asked::Item(photos, Facet::Itself))
    );
    assert_eq!(name, "/users/{user}/drive/special/{name}");

    let (route, name) = parse("/v1.0/users/ada/drives");
    assert_eq!(route, Route::DrivesOfUser("ada".to_owned()));
    assert_eq!(name, "/users/{user}/drives");
}

#[test]
fn keys_in_parentheses_are_ids_like_any_other() {
    let keyed = parse("/v1.0/drives('b!x')/items('01A')/versions('2.0')/content");
    let plain = parse("/v1.0/drives/b!x/items/01A/versions/2.0/content");
    assert_eq!(keyed, plain);
    let keyed = parse("/v1.0/drives(%27b!x%27)/items('01A'):/b:/content");
    assert_eq!(keyed, parse("/v1.0/drives/b!x/items/01A:/b:/content"));
    let keyed = parse("/v1.0/users('ada%40contoso.example')/drives('b!x')/root");
    let plain = parse("/v1.0/users/ada%40contoso.example/drives/b!x/root");
    assert_eq!(keyed, plain);
    let (route, _) = parse("/v1.0/drives('b!x)/root");
    assert_eq!(route, Route::Nowhere(Stop::Malformed));
}

#[test]
fn a_key_may_be_told_in_the_query() {
    let options = Options::parse("@d='b!x'&@q='it''s'");
    let (route, name) = parse_with("/v1.0/drives(@d)/root/search(q=@q)", &options);
    let expected = Facet::Search("it's".to_owned());
    assert_eq!(route, item(Start::Root, vec![], expected));
    assert_eq!(name, "/drives/{drive}/root/search");
}

#[test]
fn the_older_prefix_leads_to_the_same() {
    let (route, name) = parse("/_api/v2.0/drives/b!x/root/children");
    assert_eq!(route, item(Start::Root, vec![], Facet::Children));
    assert_eq!(name, "/drives/{drive}/root/children");
}

#[test]
fn shares_groups_and_subscriptions_are_addressed() {
    let share = || "u!aHR0".to_owned();
    let of_share = |steps, facet| {
        let start = Start::Shared(share());
        Route::Drive(
            DriveName::OfShare(share()),
            Asked::Item(Place { start, steps }, facet),
        )
    };
    let group = DriveName::OfGroup("7".to_owned());
    let search = Asked::Item(
        Place {
            start: Start::Root,
            steps: vec![],
        },
        Facet::Search("a:b".to_owned()),
    );
    for (address, expected, template) in [
        ("/shares/u!aHR0", Route::Share(share()), "/shares/{share}"),
        (
            "/shares/u!aHR0/driveItem:/a:/content",
            of_share(path("/a"), Facet::Content),
            "/shares/{share}/driveItem:/{path}:/content",
        ),
        (
            "/shares/u!aHR0/root/children",
            of_share(vec![], Facet::Children),
            "/shares/{share}/root/children",
        ),
        (
            "/groups/7/drive/search(q='a:b')",
            Route::Drive(group, search),
            "/groups/{group}/drive/search",
        ),
        (
            "/groups/7/drives",
            Route::DrivesOfGroup("7".to_owned()),
            "/groups/{group}/drives",
        ),
        ("/users/$count", Route::UserCount, "/users/$count"),
        ("/search/query", Route::SearchQuery, "/search/query"),
        ("/subscriptions", Route::Subscriptions, "/subscriptions"),
        (
            "/subscriptions/5/reauthorize",
            Route::Reauthorization("5".to_owned()),
            "/subscriptions/{subscription}/reauthorize",
        ),
    ] {
        let (route, name) = parse(&format!("/v1.0{address}"));
        assert_eq!((route, name.as_str()), (expected, template), "{address}");
    }
}
