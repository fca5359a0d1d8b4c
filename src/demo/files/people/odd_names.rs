//! Names that OneDrive allows and software trips over, and files that would run if they were let.

use super::asset_text;
use crate::demo::files::folder::Folder;

/// Each name with what it tries.
const NAMES: [(&str, &str); 27] = [
    ("it's mine.txt", "a quote that ends attributes"),
    (
        "R&amp;D &lt;b&gt;bold&lt;_b&gt;.txt",
        "entities that must stay as they are",
    ),
    ("onmouseover=alert(1) x=.txt", "an attribute"),
    (
        "＜script＞alert(1)＜／script＞.txt",
        "full-width brackets, shown as they are",
    ),
    ("{{7-7}} ${7-7} #{7-7}.txt", "templates"),
    ("#1 100%.txt", "a fragment and a bare percent sign"),
    ("50%25 off.txt", "a name that looks encoded twice"),
    ("+plus+.txt", "plus is not a space"),
    ("%2e%2e", "looks like the parent folder"),
    ("..%2f..%2fetc%2fpasswd", "looks like a climb"),
    ("semi;colon=1,2.txt", "path parameters"),
    (";rm -rf ~", "a command"),
    ("$(id) `id`.txt", "a command substitution"),
    ("-rf", "an option"),
    (".hidden-note", "a leading dot"),
    ("...three dots.txt", "dots, but not the parent folder"),
    ("=HYPERLINK(A1).csv", "a formula"),
    ("@login", "an address of ours, but not here"),
    ("__proto__", "a property of every object"),
    ("null", "nothing"),
    (
        "invoice\u{202e}fdp.exe",
        "reads backwards: right-to-left override",
    ),
    (
        "zero\u{200b}width\u{200d}joined.txt",
        "characters without width",
    ),
    ("cafe\u{301} au lait.txt", "e and a combining accent, not é"),
    ("no\u{a0}break.txt", "a space that is none"),
    ("👩‍👩‍👧‍👦 family 🏳️‍🌈.txt", "emoji of many code points"),
    ("Ｆｕｌｌ　ｗｉｄｔｈ.txt", "full-width letters and space"),
    ("İstanbul ıI ß ﬁ.txt", "letters whose case folds to others"),
];

/// Fills a folder with such names, hostile pages and very long names.
pub(super) fn fill(odd: &mut Folder) {
    for (name, tries) in NAMES {
        odd.file(name, format!("{tries}\n"));
    }
    odd.file("evil.html", asset_text!("web/evil.html"));
    odd.file("evil.svg", asset_text!("web/evil.svg"));
    odd.file("evil.md", asset_text!("web/evil.md"));
    // A page in disguise: the bytes are HTML, the name says picture.
    odd.file("not a picture.png", asset_text!("web/evil.html"));

    odd.file(
        &format!("{}.txt", "very long name ".repeat(15).trim_end()),
        "240 characters and more\n",
    );
    odd.file(
        &format!("{}.txt", "非常长的名字".repeat(13)),
        "many bytes\n",
    );
    odd.file(
        &format!("{}.txt", "unbroken".repeat(29)),
        "nowhere to break the line\n",
    );
    odd.folder("'; DROP TABLE items; --")
        .file("still here.txt", "yes\n");
    odd.folder("100% #1 & more +")
        .file("inner #2.txt", "found\n");
    odd.folder("مجلد")
        .folder("المستوى الثاني")
        .file("ملف 12.txt", "right to left, four folders deep\n");
}
