//! What a `PROPPATCH` comes to: times, sums, and what is merely kept.

use crate::dav::headers::time_of;
use crate::dav::xml::{Fragment, Instruction, Name, NameRef, PropPatch};
use crate::domain::{
    Checksums, Property, PropertyChange, PropertyName, PropertyValue, Result, Timestamp,
};
use crate::services::Amendment;

use super::live::{Live, OWNCLOUD, is_of_windows};

/// All that is to be changed.
#[derive(Debug, Default)]
pub(in crate::dav) struct Amendments {
    /// What is said, were nothing refused.
    pub(in crate::dav) amendment: Amendment,
    /// The properties in their order, each once.
    pub(in crate::dav) steps: Vec<(Name, Step)>,
}

/// What becomes of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dav) enum Step {
    /// It is changed.
    Taken,
    /// It is not for clients to change.
    Protected,
    /// It can't have such a value.
    Unfit,
}

/// Reads what is to be changed.
pub(in crate::dav) fn amendments(patch: PropPatch) -> Result<Amendments> {
    let mut all = Amendments::default();
    for instruction in patch.instructions {
        let name = instruction.name().clone();
        let step = all.take(instruction)?;
        if !all.steps.iter().any(|(known, _)| *known == name) {
            all.steps.push((name, step));
        }
    }
    Ok(all)
}

impl Amendments {
    /// Whether nothing of it is refused.
    pub(in crate::dav) fn is_allowed(&self) -> bool {
        self.steps.iter().all(|(_, step)| *step == Step::Taken)
    }

    /// Whether nothing else is said than what Windows keeps of its files.
    pub(in crate::dav) fn are_of_windows(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.all(|(name, _)| is_of_windows(name.as_ref()))
    }

    fn take(&mut self, instruction: Instruction) -> Result<Step> {
        match instruction {
            Instruction::Set {
                name,
                value,
                language,
            } => {
                if let Some(step) = self.set_live(name.as_ref(), &value) {
                    return Ok(step);
                }
                self.amendment
                    .properties
                    .push(PropertyChange::Set(Property {
                        name: stored(&name)?,
                        value: PropertyValue {
                            xml: value.as_str().into(),
                            lang: language,
                        },
                    }));
            }
            Instruction::Remove { name } => {
                if Live::named(name.as_ref()).is_some() {
                    return Ok(Step::Protected);
                }
                let change = PropertyChange::Remove(stored(&name)?);
                self.amendment.properties.push(change);
            }
        }
        Ok(Step::Taken)
    }

    /// Takes a property that follows from what the resource is; `None` where it is none of these. rclone sets the time
    /// by a name of its own, lftp by the usual one, Windows by a third.
    fn set_live(&mut self, name: NameRef<'_>, value: &Fragment) -> Option<Step> {
        if name == NameRef::dav("lastmodified") {
            let text = value.text();
            return Some(self.modify(text.as_deref().and_then(|text| time_of(text.trim()))));
        }
        if name == NameRef::fixed(OWNCLOUD, "checksums") {
            let sums = sums_in(value);
            let step = sums.as_ref().map_or(Step::Unfit, |_| Step::Taken);
            self.amendment.checksums = sums.or(self.amendment.checksums.take());
            return Some(step);
        }
        match Live::named(name)? {
            Live::LastModified | Live::Win32Modified => Some(self.modify(date_in(value))),
            Live::Win32Created => {
                self.amendment.created_at = date_in(value).or(self.amendment.created_at);
                Some(Step::Taken)
            }
            _ => Some(Step::Protected),
        }
    }

    /// A time that can't be read is no reason to refuse what came beside it: Windows would lose the file.
    fn modify(&mut self, time: Option<Timestamp>) -> Step {
        self.amendment.modified_at = time.or(self.amendment.modified_at);
        Step::Taken
    }
}

fn stored(name: &Name) -> Result<PropertyName> {
    Ok(PropertyName::new(name.namespace(), name.local())?)
}

/// A date of HTTP.
fn date_in(value: &Fragment) -> Option<Timestamp> {
    let text = value.text()?;
    let date = httpdate::parse_http_date(text.trim()).ok();
    date.map(Timestamp::from)
}

/// The sums in all `checksum` elements of ownCloud's; `None` where there are none, or one of them can't be read.
fn sums_in(value: &Fragment) -> Option<Checksums> {
    let elements = value.elements().ok()?;
    let sums = elements
        .iter()
        .filter(|it| it.name.as_ref() == NameRef::fixed(OWNCLOUD, "checksum"))
        .map(|it| it.text());
    let sums: Vec<_> = sums.collect::<Option<_>>()?;
    let sums = Checksums::parse(&sums.join(" ")).ok()?;
    (!sums.is_empty()).then_some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Amendments {
        let patch = PropPatch::read(body.as_bytes()).expect("it is sound");
        amendments(patch).expect("it can be taken")
    }

    #[test]
    fn the_time_is_set_by_whichever_name() {
        for property in [
            "<lastmodified xmlns='DAV:'>784111777</lastmodified>",
            "<getlastmodified xmlns='DAV:'>Sun, 06 Nov 1994 08:49:37 GMT</getlastmodified>",
            "<Win32LastModifiedTime xmlns='urn:schemas-microsoft-com:'>\
             Sun, 06 Nov 1994 08:49:37 GMT</Win32LastModifiedTime>",
        ] {
            let body = format!(
                "<d:propertyupdate xmlns:d='DAV:'><d:set><d:prop>{property}</d:prop></d:set>\
                 </d:propertyupdate>"
            );
            let found = read(&body);
            let at = Timestamp::from_unix_ms(784_111_777_000);
            assert_eq!(found.amendment.modified_at, Some(at), "{property}");
            assert!(
                found.is_allowed() && found.amendment.properties.is_empty(),
                "{property}"
            );
        }
    }

    const MD5: &str = "MD5:900150983cd24fb0d6963f7d28e17f72";

    fn told(value: &str) -> (Option<String>, Step) {
        let found = read(&format!(
            "<d:propertyupdate xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:set><d:prop>\
             <oc:checksums>{value}</oc:checksums></d:prop></d:set></d:propertyupdate>"
        ));
        let sums = found.amendment.checksums.map(|sums| sums.to_string());
        (sums, found.steps[0].1)
    }

    #[test]
    fn sums_are_found_where_rclone_puts_them_in_one_element_or_several() {
        let adler = "ADLER32:024d0127";
        let both = &*format!("{MD5} {adler}");
        for (value, expected) in [
            (format!("<oc:checksum>{adler}</oc:checksum>"), adler),
            (format!("\n <oc:checksum> {both} </oc:checksum>\n "), both),
            (
                format!("<oc:checksum>{MD5}</oc:checksum><oc:checksum>{adler}</oc:checksum>"),
                both,
            ),
            (
                format!("<o:checksum xmlns:o='http://owncloud.org/ns' a='1'>{adler}</o:checksum>"),
                adler,
            ),
        ] {
            assert_eq!(
                told(&value),
                (Some(expected.to_owned()), Step::Taken),
                "{value}"
            );
        }
    }

    #[test]
    fn sums_that_cannot_be_read_are_refused() {
        for value in [
            String::new(),
            MD5.to_owned(),
            "<oc:checksum/>".to_owned(),
            "<oc:checksum>MD5:9001</oc:checksum>".to_owned(),
            format!("<oc:checksum>{MD5}</oc:checksum><oc:checksum>CRC:1</oc:checksum>"),
            format!("<oc:checksum><oc:b>{MD5}</oc:b></oc:checksum>"),
            format!("<d:checksum>{MD5}</d:checksum>"),
            format!("<oc:sum>{MD5}</oc:sum>"),
        ] {
            assert_eq!(told(&value), (None, Step::Unfit), "{value}");
        }
    }

    #[test]
    fn what_follows_from_the_resource_is_protected() {
        let found = read(
            "<propertyupdate xmlns='DAV:'><set><prop><getetag>x</getetag><a xmlns='u'>1</a></prop>\
             </set><remove><prop><b xmlns=''/></prop></remove></propertyupdate>",
        );
        assert!(!found.is_allowed());
        let steps = found.steps.iter().map(|(name, step)| (name.local(), *step));
        let expected = [
            ("getetag", Step::Protected),
            ("a", Step::Taken),
            ("b", Step::Taken),
        ];
        assert_eq!(steps.collect::<Vec<_>>(), expected);
    }
}
