//! A PDF 1.4 writer for plain text on A4 pages.

use std::fmt::Write as _;

/// Characters that fit into a line of 11-point Helvetica between the margins.
const LINE_CHARACTERS: usize = 84;
/// Lines that fit on a page below the title.
const PAGE_LINES: usize = 44;

/// A document with its title in bold on each page and `paragraphs` below, wrapped and paged.
///
/// Text is ASCII; anything else is shown as `?`, for the standard fonts know no more.
pub(in crate::demo::files) fn document(title: &str, paragraphs: &[&str]) -> Vec<u8> {
    let lines = wrap(paragraphs);
    let pages: Vec<&[String]> = lines.chunks(PAGE_LINES).collect();
    let page_ids: Vec<usize> = (0..pages.len()).map(|index| 5 + 2 * index).collect();
    let kids: Vec<String> = page_ids.iter().map(|id| format!("{id} 0 R")).collect();

    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            kids.len()
        ),
        font("Helvetica"),
        font("Helvetica-Bold"),
    ];
    for (page, id) in pages.iter().zip(page_ids) {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /Text 3 0 R /Title 4 0 R >> >> >>",
            id + 1
        ));
        let content = page_content(title, page);
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}endstream",
            content.len()
        ));
    }
    assemble(&objects)
}

fn font(name: &str) -> String {
    format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
}

fn page_content(title: &str, lines: &[String]) -> String {
    let mut content = format!("BT /Title 18 Tf 56 770 Td ({}) Tj ET\n", escape(title));
    content.push_str("BT /Text 11 Tf 56 736 Td 15 TL\n");
    for line in lines {
        writeln!(content, "({}) Tj T*", escape(line)).expect("a string takes every write");
    }
    content.push_str("ET\n");
    content
}

/// Numbers the objects from 1 and adds the cross-reference table (ISO 32000-1 section 7.5).
fn assemble(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (object, number) in objects.iter().zip(1..) {
        writeln!(table, "{:010} 00000 n ", file.len()).expect("a string takes every write");
        write!(file, "{number} 0 obj\n{object}\nendobj\n").expect("a string takes every write");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(
        file,
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    .expect("a string takes every write");
    file.into_bytes()
}

/// The paragraphs as lines, with an empty line after each.
fn wrap(paragraphs: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.len() + 1 + word.len() > LINE_CHARACTERS {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        lines.push(String::new());
    }
    lines
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' | ')' | '\\' => escaped.extend(['\\', character]),
            ' '..='~' => escaped.push(character),
            _ => escaped.push('?'),
        }
    }
    escaped
}
