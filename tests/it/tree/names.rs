//! Letter case and normal forms.

use graph_sim::World;
use graph_sim::switches::Normalization;
use serde_json::json;

use super::mount;
use crate::support::Plan;

const COMPOSED: &str = "caf\u{e9}.txt";
const DECOMPOSED: &str = "cafe\u{301}.txt";

#[tokio::test]
async fn mounts_and_files_are_found_in_every_letter_case() {
    let plan = Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/Docs/\u{c4}rger.TXT", "abc", World::BEGINNING);
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    for listed in [false, true] {
        for path in [
            "/contoso/ada/Docs/\u{c4}rger.TXT",
            "/CONTOSO/Ada/docs/\u{e4}RGER.txt",
            "/Contoso/ADA/DOCS/a\u{308}rger.txt",
        ] {
            let stat = admin.stat(path).await;
            assert_eq!(
                stat.status,
                200,
                "{path}, listed: {listed}: {}",
                stat.text()
            );
            assert_eq!(stat.json()["name"], "\u{c4}rger.TXT", "{path}");
        }
        assert_eq!(
            admin.list("/CONTOSO/ada/DOCS").await.names(),
            ["\u{c4}rger.TXT"]
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn a_name_is_found_in_both_normal_forms() {
    for normalization in [Normalization::Distinct, Normalization::Equal] {
        for (stored, asked) in [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)] {
            let plan = Plan::of_contoso(|world, org| {
                let path = format!("/docs/{stored}");
                org.drive(world).add_file(&path, "abc", World::BEGINNING);
            });
            let plan = plan.switch(|switches| switches.addressing.normalization = normalization);
            let house = plan.start().await;
            let admin = house.admin().await;
            for listed in [false, true] {
                let stat = admin.stat(&format!("/contoso/ada/docs/{asked}")).await;
                let case = format!("{stored:?} as {asked:?}, listed: {listed}");
                assert_eq!(
                    (stat.status, &stat.json()["name"]),
                    (200, &json!(stored)),
                    "{case}"
                );
                assert_eq!(
                    admin.list("/contoso/ada/docs").await.names(),
                    [stored],
                    "{case}"
                );
            }
            house.stop().await;
        }
    }
}

#[tokio::test]
async fn two_names_of_one_key_are_told_apart_and_never_guessed() {
    let plan = Plan::of_contoso(|world, org| {
        for (name, content) in [(COMPOSED, "composed"), (DECOMPOSED, "decomposed")] {
            let path = format!("/docs/{name}");
            org.drive(world)
                .add_file(&path, content.as_bytes().to_vec(), World::BEGINNING);
        }
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada/docs").await.names().len(), 2);
    for (name, content) in [
        ("caf%C3%A9.txt", "composed"),
        ("cafe%CC%81.txt", "decomposed"),
    ] {
        let answer = admin.get(&format!("/p/contoso/ada/docs/{name}")).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (200, content),
            "{name}"
        );
    }
    let other = "/contoso/ada/docs/CAF\u{c9}.txt";
    let stat = admin.stat(other).await;
    assert_eq!((stat.status, stat.code().as_str()), (409, "ambiguous_name"));
    for path in [
        "/contoso/ada/docs/CAF%C3%89.txt",
        "/p/contoso/ada/docs/CAF%C3%89.txt",
    ] {
        let answer = admin.get(path).await;
        assert_eq!(
            (answer.status, answer.text().contains("ambiguous_name")),
            (409, true),
            "{path}"
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn full_width_names_and_lookalikes_are_names_of_their_own() {
    let names = [
        "\u{ff1a}.txt",
        "a+b.txt",
        "a%20b.txt",
        "a b.txt",
        "#1.txt",
        "@login",
        "\u{1f388}.txt",
    ];
    let plan = Plan::of_contoso(|world, org| {
        for name in names {
            let path = format!("/{name}");
            org.drive(world)
                .add_file(&path, name.as_bytes().to_vec(), World::BEGINNING);
        }
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    mount(
        &admin,
        "/contoso/\u{ff0f} +%41",
        "ada@contoso.example",
        json!({ "path": "/" }),
    )
    .await;
    for listed in [false, true] {
        for folder in ["/contoso/ada", "/contoso/\u{ff0f} +%41"] {
            for name in names {
                let path = format!("{folder}/{name}");
                assert_eq!(admin.stat(&path).await.json()["name"], name, "{path}");
                let url = onefold::domain::VirtualPath::parse(&path)
                    .expect("a path")
                    .to_url();
                assert_eq!(
                    admin.get(&format!("/p{url}")).await.text(),
                    name,
                    "{path}, {listed}"
                );
            }
            assert_eq!(admin.list(folder).await.names().len(), names.len());
        }
    }
    house.stop().await;
}
