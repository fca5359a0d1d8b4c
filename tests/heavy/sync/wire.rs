//! HTTP/1.1 as it passes by: where messages begin and end (RFC 9112, section 6). Nothing of it is changed.

use std::mem;

/// What was read of a message.
#[derive(Debug)]
pub(super) enum Part {
    Head(Head),
    /// Some of its body, without what frames it.
    Body(Vec<u8>),
    End,
}

/// The first line of a message, and its headers.
#[derive(Clone, Debug)]
pub(super) struct Head {
    first: String,
    headers: Vec<(String, String)>,
}

/// Which way messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Asked,
    Answered,
}

#[derive(Debug)]
enum State {
    Head,
    /// So many bytes are still to come.
    Sized(u64),
    ChunkSize,
    /// So many bytes are still to come of a chunk, and an empty line.
    Chunk(u64),
    ChunkEnd,
    Trailer,
    /// The end of the connection is that of the message.
    ToTheEnd,
}

/// Reads the messages that go one way over a connection.
#[derive(Debug)]
pub(super) struct Reader {
    way: Way,
    state: State,
    line: Vec<u8>,
    lines: Vec<String>,
    /// The next answer has no body, whatever it says: it was asked for its head alone.
    pub(super) bare: bool,
}

impl Head {
    fn of(lines: Vec<String>) -> Self {
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_default();
        let headers = lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        });
        Self {
            first,
            headers: headers.collect(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The words of the first line: method and target, or version and status.
    pub(super) fn words(&self) -> (&str, &str) {
        let mut words = self.first.split(' ');
        let first = words.next().unwrap_or_default();
        (first, words.next().unwrap_or_default())
    }

    pub(super) fn status(&self) -> u16 {
        self.words().1.parse().expect("an answer has a status")
    }
}

impl Reader {
    pub(super) const fn of(way: Way) -> Self {
        Self {
            way,
            state: State::Head,
            line: Vec::new(),
            lines: Vec::new(),
            bare: false,
        }
    }

    /// Reads on.
    pub(super) fn read(&mut self, mut bytes: &[u8]) -> Vec<Part> {
        let mut parts = Vec::new();
        while !bytes.is_empty() {
            bytes = match self.state {
                State::Sized(left) | State::Chunk(left) => self.take(bytes, left, &mut parts),
                State::ToTheEnd => {
                    parts.push(Part::Body(bytes.to_vec()));
                    &[]
                }
                State::Head | State::ChunkSize | State::ChunkEnd | State::Trailer => {
                    self.take_line(bytes, &mut parts)
                }
            };
        }
        parts
    }

    fn take<'a>(&mut self, bytes: &'a [u8], left: u64, parts: &mut Vec<Part>) -> &'a [u8] {
        let count = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
        let (taken, rest) = bytes.split_at(count);
        parts.push(Part::Body(taken.to_vec()));
        let left = left - count as u64;
        self.state = match self.state {
            State::Chunk(_) if left == 0 => State::ChunkEnd,
            State::Chunk(_) => State::Chunk(left),
            _ => State::Sized(left),
        };
        if matches!(self.state, State::Sized(0)) {
            self.end(parts);
        }
        rest
    }

    fn take_line<'a>(&mut self, bytes: &'a [u8], parts: &mut Vec<Part>) -> &'a [u8] {
        let Some(place) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.line.extend_from_slice(bytes);
            return &[];
        };
        let (taken, rest) = bytes.split_at(place + 1);
        self.line.extend_from_slice(taken);
        let line = mem::take(&mut self.line);
        self.note(String::from_utf8_lossy(&line).trim_end().to_owned(), parts);
        rest
    }

    fn note(&mut self, line: String, parts: &mut Vec<Part>) {
        match self.state {
            State::Head if line.is_empty() => {
                let head = Head::of(mem::take(&mut self.lines));
                self.begin(head, parts);
            }
            State::Head => self.lines.push(line),
            State::ChunkSize => {
                let digits = line.split(';').next().unwrap_or_default();
                let size = u64::from_str_radix(digits, 16).expect("a chunk has a size");
                self.state = match size {
                    0 => State::Trailer,
                    size => State::Chunk(size),
                };
            }
            State::ChunkEnd => self.state = State::ChunkSize,
            State::Trailer if line.is_empty() => self.end(parts),
            _ => {}
        }
    }

    fn begin(&mut self, head: Head, parts: &mut Vec<Part>) {
        // An answer before the answer, such as `100 Continue`, is none.
        if self.way == Way::Answered && head.status() < 200 {
            return;
        }
        let is_bare = self.way == Way::Answered
            && (mem::take(&mut self.bare) || matches!(head.status(), 204 | 304));
        let length = head.header("content-length");
        let length = length.map(|digits| digits.parse().expect("a length is a number"));
        let is_chunked = head.header("transfer-encoding").is_some();
        parts.push(Part::Head(head));
        self.state = match length {
            _ if is_bare => State::Sized(0),
            _ if is_chunked => State::ChunkSize,
            Some(length) => State::Sized(length),
            None if self.way == Way::Asked => State::Sized(0),
            None => State::ToTheEnd,
        };
        if matches!(self.state, State::Sized(0)) {
            self.end(parts);
        }
    }

    fn end(&mut self, parts: &mut Vec<Part>) {
        self.state = State::Head;
        parts.push(Part::End);
    }
}

#[test]
fn messages_end_where_they_say_in_however_small_pieces_they_come() {
    let text = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 207 X\r\nTransfer-Encoding: chunked\r\n\r\n\
        3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\nHTTP/1.1 204 X\r\nContent-Length: 9\r\n\r\n\
        HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\nok";
    for size in [1, 2, 7, text.len()] {
        let mut reader = Reader::of(Way::Answered);
        let parts = text.chunks(size).flat_map(|piece| reader.read(piece));
        let mut seen = String::new();
        for part in parts {
            match part {
                Part::Head(head) => {
                    seen += &head.status().to_string();
                    seen.push(':');
                }
                Part::Body(bytes) => seen += &String::from_utf8_lossy(&bytes),
                Part::End => seen.push(';'),
            }
        }
        assert_eq!(seen, "207:abcde;204:;200:ok;", "{size}");
    }
}
