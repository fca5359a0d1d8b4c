//! Chen runs Contoso's warehouse in Shenzhen: Chinese names throughout.

use super::{asset_bytes, asset_text, series};
use crate::demo::files::dates;
use crate::demo::files::folder::Folder;
use crate::demo::files::formats::{pdf, wav, zip};
use crate::demo::files::picture::landscape;

/// Fills Chen's drive.
pub(super) fn fill(drive: &mut Folder) {
    drive.file(
        "欢迎.md",
        "# 欢迎\n\n这里是仓库团队的文件。\n\n![风景](照片/风景-11.png)\n",
    );
    let documents = drive.folder("文档");
    documents.file("二〇二六年计划.md", asset_text!("text/plan-zh.md"));
    documents.file("静夜思.txt", asset_text!("text/poem-zh.txt"));
    documents.file("库存 📦.csv", series::orders(3, 80));
    documents.file(
        "Warehouse rules.pdf",
        pdf::document("Warehouse rules", &["Wear a helmet."]),
    );
    documents.file(
        "备份.zip",
        zip::archive(&[("计划.md", asset_text!("text/plan-zh.md"))]),
    );
    let photos = drive.folder("照片");
    for seed in 11..=14 {
        photos.file(&format!("风景-{seed}.png"), landscape(seed));
    }
    photos
        .folder("深圳 🌆")
        .folder("二月")
        .file("夜.jpg", asset_bytes!("media/landscape-4.jpg"));
    let recipes = drive.folder("食谱");
    recipes.file("韭菜鸡蛋饺子.md", asset_text!("text/dumplings.md"));
    recipes.folder("图片").file("饺子.png", landscape(16));
    drive.folder("音乐 🎵").file(
        "小调.wav",
        wav::melody(&[294, 330, 392, 440, 392, 330, 294]),
    );
    shipments(drive.folder("发货"));
}

fn shipments(shipments: &mut Folder) {
    for month in 1..=9 {
        let folder = shipments.folder(&format!("2026年{month}月"));
        for week in 1..=4 {
            let number = month * 10 + week;
            let note = format!(
                "发货单 {number}\n箱数：{}\n状态：已签收\n",
                number * 3 % 40 + 1
            );
            let when = dates::on_day((month - 1) * 30 + week * 7, 60 + number);
            folder.dated(&format!("发货单 {number}.txt"), note, when);
        }
    }
}
