//! What every request and every listing costs in pure computation: `make bench`.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use onefold::domain::{
    Delivery, DrivePath, Health, Mount, MountId, MountOptions, MountRoot, MountSource, Origin,
    PathKey, TenantId, VirtualPath,
};
use onefold::graph::DriveItem;
use onefold::tree::{MountTable, NameOrder};

fn path(text: &str) -> VirtualPath {
    VirtualPath::parse(text).expect("a path")
}

fn mount(number: usize) -> Arc<Mount> {
    Arc::new(Mount {
        id: MountId::from_unique(number),
        path: path(&format!("/contoso/team {}/user {number}", number % 20)),
        tenant_id: TenantId::from_unique("1"),
        source: MountSource::User("ada".to_owned()),
        root: MountRoot::Path(DrivePath::root()),
        delivery: Delivery::Redirect,
        read_only: true,
        options: MountOptions::default(),
        origin: Origin::Database,
        place: None,
        health: Health::default(),
    })
}

fn resolving(criterion: &mut Criterion) {
    let table = MountTable::new((0..1_000).map(mount));
    for (what, text) in [
        (
            "a file deep in one of 1,000 mounts",
            "/Contoso/team 7/user 527/a/b/c/report.pdf",
        ),
        ("the folder over 50 of 1,000 mounts", "/contoso/team 7"),
    ] {
        let path = path(text);
        criterion.bench_function(what, |bencher| {
            bencher.iter(|| table.resolve(black_box(&path)));
        });
    }
}

fn keys(criterion: &mut Criterion) {
    for (what, text) in [
        (
            "key of an ASCII path",
            "/Contoso/Team 7/Reports/2026/Q3 final.xlsx",
        ),
        (
            "key of a path in other scripts",
            "/Contoso/Отчёты/Übersicht/报告/Q3 été.xlsx",
        ),
    ] {
        let path = path(text);
        criterion.bench_function(what, |bencher| bencher.iter(|| black_box(&path).key()));
    }
    criterion.bench_function("key of an ASCII name", |bencher| {
        bencher.iter(|| PathKey::of_name(black_box("Quarterly Report 2026 (final).xlsx")));
    });
}

/// Names as a folder of a company might hold them, in no order.
fn names() -> Vec<String> {
    let name = |number: u32| match number % 10 {
        0 => format!("Отчёт {number}.docx"),
        1 => format!("报告 {number}.pdf"),
        _ => format!("Quarterly report {number} (final).xlsx"),
    };
    (0..50_000)
        .map(|number| name(number * 7_919 % 50_000))
        .collect()
}

fn sorting(criterion: &mut Criterion) {
    let (order, names) = (NameOrder::new(), names());
    let mut group = criterion.benchmark_group("50,000 names");
    group.sample_size(10);
    group.bench_function("sorted", |bencher| {
        bencher.iter(|| {
            let keys = order.keys(names.iter().map(String::as_str));
            let mut sorted: Vec<_> = keys.iter().enumerate().collect();
            sorted.sort_by_key(|(_, key)| *key);
            let order: Vec<_> = sorted.into_iter().map(|(index, _)| index).collect();
            order
        });
    });
    group.finish();
}

/// A page of 1,000 items with URLs, as Graph sends it.
fn page() -> String {
    let token = "v1.eyJhcHBfZGlzcGxheW5hbWUiOiJPbmVmb2xkIiwibmFtZWlkIjoi".repeat(12);
    let item = |number: u32| {
        serde_json::json!({
            "id": format!("01LIPQY52RRIHTWL{number:016}"),
            "name": format!("Quarterly report {number} (final).xlsx"),
            "size": number * 97,
            "eTag": format!("\"{{8C1D3A60-7F1E-4A8E-9C55-{number:012}}},2\""),
            "cTag": format!("\"c:{{8C1D3A60-7F1E-4A8E-9C55-{number:012}}},1\""),
            "createdDateTime": "2026-02-01T08:15:00Z",
            "lastModifiedDateTime": "2026-11-20T17:01:09Z",
            "fileSystemInfo": { "createdDateTime": "2026-02-01T08:15:00Z", "lastModifiedDateTime": "2026-11-20T17:01:09Z" },
            "parentReference": { "driveType": "business", "driveId": "b!orXUERxqjkuaVQ1", "id": "01LIPQY52RRIHTWLAAAA", "path": "/drives/b!orXUERxqjkuaVQ1/root:/Reports" },
            "file": { "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "hashes": { "quickXorHash": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" } },
            "@microsoft.graph.downloadUrl": format!("https://contoso-my.sharepoint.com/personal/ada/_layouts/15/download.aspx?UniqueId={number:032}&tempauth={token}"),
        })
    };
    serde_json::Value::Array((0..1_000).map(item).collect()).to_string()
}

fn parsing(criterion: &mut Criterion) {
    let page = page();
    criterion.bench_function("1,000 items parsed", |bencher| {
        bencher.iter(|| {
            serde_json::from_str::<Vec<DriveItem>>(black_box(&page)).expect("it is readable")
        });
    });
}

criterion_group!(benches, resolving, keys, sorting, parsing);
criterion_main!(benches);
