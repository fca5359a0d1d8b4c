//! What WebDAV's bodies cost in pure computation: reading what is asked, writing what there is. `make bench`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onefold::dav::xml::{Element, Href, Multistatus, NameRef, PropFind};
use onefold::domain::VirtualPath;

/// As rclone asks, where it has been told `vendor = owncloud`.
const AS_RCLONE: &str = r#"<?xml version="1.0"?>
<d:propfind  xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">
 <d:prop>
  <d:displayname />
  <d:getlastmodified />
  <d:getcontentlength />
  <d:resourcetype />
  <d:getcontenttype />
  <oc:checksums />
  <oc:permissions />
 </d:prop>
</d:propfind>
"#;

const ALL: &str =
    r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><allprop/></propfind>"#;

const MEMBERS: u64 = 1_000;

fn reading(criterion: &mut Criterion) {
    for (what, body) in [("as rclone asks", AS_RCLONE), ("allprop", ALL)] {
        criterion.bench_function(&format!("read a PROPFIND, {what}"), |bench| {
            bench.iter(|| PropFind::read(black_box(body.as_bytes())));
        });
    }
    criterion.bench_function("read a body into a tree", |bench| {
        bench.iter(|| Element::read(black_box(AS_RCLONE.as_bytes())));
    });
}

/// The answer for a folder of files, with the properties that every client asks for.
fn listing(folder: &Href, names: &[String]) -> Multistatus {
    let mut answer = Multistatus::new();
    for name in names {
        let href = folder.child(name, false);
        answer.response(&href, |out| {
            out.found(|out| {
                out.text(NameRef::dav("displayname"), name);
                let date = "Sat, 21 Nov 2026 17:01:09 GMT";
                out.text(NameRef::dav("getlastmodified"), date);
                out.display(NameRef::dav("getcontentlength"), name.len());
                out.empty(NameRef::dav("resourcetype"));
                out.text(NameRef::dav("getcontenttype"), "text/plain");
            });
        });
    }
    answer
}

fn writing(criterion: &mut Criterion) {
    let path = VirtualPath::parse("/contoso/ada/Docs").expect("a path");
    let folder = Href::new("/dav", &path, true);
    let plain = |number| format!("file {number}.txt");
    let hostile = |number| format!("Über & <unter> {number} 💾.txt");
    let mut group = criterion.benchmark_group("write a thousand members");
    group.throughput(Throughput::Elements(MEMBERS));
    let names: Vec<_> = (0..MEMBERS).map(plain).collect();
    group.bench_function("plain names", |bench| {
        bench.iter(|| listing(&folder, black_box(&names)).finish());
    });
    let names: Vec<_> = (0..MEMBERS).map(hostile).collect();
    group.bench_function("names to be escaped", |bench| {
        bench.iter(|| listing(&folder, black_box(&names)).finish());
    });
    group.finish();
}

criterion_group!(benches, reading, writing);
criterion_main!(benches);
