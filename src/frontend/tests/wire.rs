//! The bytes of a graph as BuildKit's own reader takes them: an entry of a map without a value is a nil pointer to it, and
//! a place that names no file an error.

use crate::frontend::protocol::Definition;
use prost::Message as _;

/// One field of a message: its number and, where it has a length, its bytes.
type Field<'b> = (u64, Option<&'b [u8]>);

/// Why BuildKit would end on a graph, or refuse it.
pub(crate) fn fault(definition: &Definition) -> Option<String> {
    let bytes = definition.encode_to_vec();
    let fields = fields(&bytes)?;
    if values_of(&fields, 2).any(|entry| !has_value(entry)) {
        return Some("a step has metadata that is nil".to_owned());
    }
    for source in values_of(&fields, 3) {
        if values_of(&self::fields(source)?, 1).any(|entry| !has_value(entry)) {
            return Some("a step has places that are nil".to_owned());
        }
    }
    let source = definition.source.as_ref()?;
    let mut places = source.locations.values().flat_map(|places| &places.locations);
    let known = |index: i32| usize::try_from(index).is_ok_and(|it| it < source.infos.len());
    places.find(|place| !known(place.source_index)).map(|it| format!("{it:?} names no file"))
}

fn values_of<'b>(fields: &'b [Field<'b>], number: u64) -> impl Iterator<Item = &'b [u8]> {
    fields.iter().filter(move |field| field.0 == number).filter_map(|field| field.1)
}

/// Whether the entry of a map has its second field.
fn has_value(entry: &[u8]) -> bool {
    fields(entry).is_some_and(|fields| fields.iter().any(|field| field.0 == 2))
}

/// The fields of a message; `None` if it is none.
fn fields(mut bytes: &[u8]) -> Option<Vec<Field<'_>>> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let tag = number(&mut bytes)?;
        let value = match tag & 7 {
            0 => {
                number(&mut bytes)?;
                None
            }
            2 => {
                let length = usize::try_from(number(&mut bytes)?).ok()?;
                let (value, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                Some(value)
            }
            _ => return None,
        };
        out.push((tag >> 3, value));
    }
    Some(out)
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut out = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        out |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(out);
        }
    }
    None
}

#[test]
fn a_name_without_a_value_is_a_fault() {
    let entry = |value: &[u8]| [&[0x0a, 1, b'k'], value].concat();
    for (value, expected) in [(&[0x12, 0][..], true), (&[], false)] {
        assert_eq!(has_value(&entry(value)), expected);
    }
}
