//! Alice leads Contoso's garden-tools team: a bit of everything, and the deepest folders.

use super::{asset_bytes, asset_text, series};
use crate::demo::files::dates;
use crate::demo::files::folder::Folder;
use crate::demo::files::formats::{docx, pdf, wav, zip};
use crate::demo::files::picture::landscape;

/// Fills Alice's drive.
pub(super) fn fill(drive: &mut Folder) {
    drive.file("README.md", asset_text!("text/welcome.md"));
    drive.file("Empty file.txt", "");
    drive.folder("Empty folder");
    documents(drive.folder("Documents"));
    let projects = drive.folder("Projects 2026");
    website(projects.folder("Website"));
    office_move(projects.folder("Office move"));
    photos(drive.folder("Photos"));
    media(drive);
    recipes(drive.folder("Recipes"));
    series::receipts(drive.folder("Receipts 2026"), 120);
}

fn documents(documents: &mut Folder) {
    documents.file(
        "Travel policy.pdf",
        pdf::document(
            "Travel policy",
            &[
                "Take the train where it takes less than six hours. Book two weeks ahead where you can.",
                "Hotels up to 120 euro a night need no approval (breakfast included). Keep every receipt \
                 and put it into the folder of the year.",
                "Questions go to Alice.",
            ],
        ),
    );
    documents.file("Handbook.pdf", handbook());
    documents.file(
        "Offer to Fabrikam.docx",
        docx::document(&[
            "Dear Eve,",
            "we offer 200 pruning shears & 50 spades at the prices of last spring.",
            "Kind regards, Alice",
        ]),
    );
    documents.file("Budget 2026.csv", series::orders(1, 40));
    documents.file(
        "Letter to the landlord.txt",
        "Dear Mr. Sousa,\n\nthe roof leaks again.\n\nAlice\n",
    );
    documents.file("Passwords.txt", "Not here. Ask for the password manager.\n");
    series::minutes(documents.folder("Minutes"), 24);
}

/// A document of several pages.
fn handbook() -> Vec<u8> {
    let chapters: Vec<String> = (1..=30)
        .map(|chapter| {
            format!(
                "{chapter}. A tool is checked, oiled and hung up before the day ends. Whoever finds a \
                 loose handle repairs it or puts a red ribbon on it, so that nobody gets hurt."
            )
        })
        .collect();
    let chapters: Vec<&str> = chapters.iter().map(String::as_str).collect();
    pdf::document("Workshop handbook", &chapters)
}

fn website(website: &mut Folder) {
    website.file("README.md", asset_text!("text/website.md"));
    website.file("index.html", asset_text!("web/index.html"));
    website.file("styles.css", asset_text!("web/styles.css"));
    website.file(
        "sitemap.json",
        r#"{ "pages": ["/", "/tools", "/repairs", "/contact"] }"#,
    );
    website
        .folder("Analytics")
        .file("visits-2025.csv", series::orders(2, 52));
    let assets = website.folder("Assets");
    assets.folder("Images").file("hero.png", landscape(2));
    let icons = assets.folder("Icons");
    icons.file("readme.txt", asset_text!("text/icons.txt"));
    icons.file("logo.svg", asset_text!("web/logo.svg"));
    let outline = icons.folder("Outline").folder("24");
    outline.file("arrow.svg", asset_text!("web/arrow.svg"));
    outline.file("leaf.svg", asset_text!("web/leaf.svg"));
    website.file(
        "Website backup.zip",
        zip::archive(&[
            ("index.html", asset_text!("web/index.html")),
            ("styles.css", asset_text!("web/styles.css")),
            ("Assets/Icons/logo.svg", asset_text!("web/logo.svg")),
        ]),
    );
}

fn office_move(project: &mut Folder) {
    project.file(
        "Plan.md",
        "# The move\n\n![Floor plan](Floor%20plan.svg)\n\n- [ ] boxes\n- [ ] van\n",
    );
    project.file("Floor plan.svg", asset_text!("web/floor-plan.svg"));
    let quotes = project.folder("Quotes");
    for (carrier, price) in [
        ("Atlas", "1,840"),
        ("Bluebird", "2,100"),
        ("Cargo & Sons", "1,795"),
    ] {
        let text = format!("{carrier} moves two rooms and a workshop for {price} euro.");
        quotes.file(&format!("{carrier}.pdf"), pdf::document("Quote", &[&text]));
    }
}

fn photos(photos: &mut Folder) {
    let shots = [
        asset_bytes!("media/landscape-1.jpg"),
        asset_bytes!("media/landscape-2.jpg"),
        asset_bytes!("media/landscape-3.jpg"),
        asset_bytes!("media/landscape-4.jpg"),
        asset_bytes!("media/landscape-5.jpg"),
        asset_bytes!("media/landscape-6.jpg"),
    ];
    let lisbon = photos.folder("2026-05 Lisbon");
    for (shot, number) in shots.iter().zip(0..) {
        lisbon.dated(
            &format!("IMG_04{}.jpg", 12 + number),
            shot.clone(),
            dates::on_day(121, number * 47),
        );
    }
    let painted = photos.folder("Painted");
    for seed in 1..=6 {
        painted.file(&format!("landscape-{seed}.png"), landscape(seed));
    }
}

fn media(drive: &mut Folder) {
    let music = drive.folder("Music");
    music.file("Pentatonic.mp3", asset_bytes!("media/melody.mp3"));
    music.file("Pentatonic.ogg", asset_bytes!("media/melody.ogg"));
    music.file("Four notes.wav", wav::melody(&[262, 330, 392, 523]));
    let video = drive.folder("Video");
    video.file("Drifting square.webm", asset_bytes!("media/animation.webm"));
    video.file("Drifting square.mp4", asset_bytes!("media/animation.mp4"));
    video.file(
        "Drifting square.srt",
        "1\n00:00:00,500 --> 00:00:04,000\nA square drifts by.\n",
    );
}

fn recipes(recipes: &mut Folder) {
    recipes.file("Bread.md", asset_text!("text/bread.md"));
    recipes.file("Caldo verde.md", asset_text!("text/caldo-verde.md"));
    let pictures = recipes.folder("pictures");
    pictures.file("loaf.png", landscape(8));
    pictures.file("soup.png", landscape(9));
}
