//! The bytes of a graph as BuildKit's own reader takes them: an entry of a map without a value is a nil pointer to it, a
//! place that names no file an error, and so is a step that names what is not there.

use std::collections::BTreeMap;

use crate::frontend::protocol::{Definition, FileOp, Input, Op, SourceOp, op};
use prost::Message as _;

use super::gateway::digest;

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
    if let Some(wrong) = wrong_step(definition) {
        return Some(wrong);
    }
    let source = definition.source.as_ref()?;
    let mut places = source.locations.values().flat_map(|places| &places.locations);
    let known = |index: i32| usize::try_from(index).is_ok_and(|it| it < source.infos.len());
    places.find(|place| !known(place.source_index)).map(|it| format!("{it:?} names no file"))
}

/// What BuildKit's `loadLLB` and the steps themselves would find wrong: an input that is no output of a step of this graph, a
/// mount or a file of an input that is not there, and an end that names no result or several.
pub(crate) fn wrong_step(definition: &Definition) -> Option<String> {
    let decoded = definition.def.iter().map(|bytes| {
        let op = Op::decode(bytes.as_slice()).expect("it is a step");
        (digest(bytes), op)
    });
    let steps: Vec<(String, Op)> = decoded.collect();
    let outputs: BTreeMap<&str, i64> =
        steps.iter().map(|(name, op)| (name.as_str(), outputs(op))).collect();
    let is_there = |input: &Input| {
        let count = outputs.get(input.digest.as_str()).copied().unwrap_or(0);
        (0..count).contains(&input.index)
    };
    let Some((end, before)) = steps.split_last() else {
        return Some("a graph without steps".to_owned());
    };
    if end.1.op.is_some() || end.1.inputs.len() != 1 {
        return Some("the end names no single result".to_owned());
    }
    if before.iter().any(|(_, op)| op.op.is_none()) {
        return Some("a step that is none".to_owned());
    }
    steps.iter().find_map(|(name, op)| {
        let strange = op.inputs.iter().find(|input| !is_there(input));
        let strange = strange.map(|input| format!("{name} takes {input:?}, which is not there"));
        strange.or_else(|| wrong_inputs(op).then(|| format!("{name} uses an input it has not")))
    })
}

/// The number of results that a step gives.
fn outputs(op: &Op) -> i64 {
    match &op.op {
        None => 0,
        Some(op::Op::Exec(exec)) => {
            1 + exec.mounts.iter().map(|mount| mount.output).max().unwrap_or(-1)
        }
        Some(op::Op::File(file)) => {
            1 + file.actions.iter().map(|action| action.output).max().unwrap_or(-1)
        }
        Some(_) => 1,
    }
}

/// Whether a mount or a file is one of an input that the step has not.
fn wrong_inputs(op: &Op) -> bool {
    let count = i64::try_from(op.inputs.len()).expect("there are few");
    match &op.op {
        Some(op::Op::Exec(exec)) => exec.mounts.iter().any(|mount| mount.input >= count),
        Some(op::Op::File(FileOp { actions })) => (count..).zip(actions).any(|(known, action)| {
            // behind the inputs stand the results of the actions before
            action.input >= known || action.secondary_input >= known
        }),
        _ => false,
    }
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

#[test]
fn a_step_that_names_what_is_not_there_is_a_fault() {
    let source = Op { op: Some(op::Op::Source(SourceOp::default())), ..Op::default() };
    let bytes = source.encode_to_vec();
    let graph = |index: i64, ends: usize| {
        let input = Input { digest: digest(&bytes), index };
        let end = Op { inputs: vec![input; ends], ..Op::default() }.encode_to_vec();
        Definition { def: vec![bytes.clone(), end], ..Definition::default() }
    };
    assert_eq!(wrong_step(&graph(0, 1)), None);
    for (index, ends) in [(1, 1), (-1, 1), (0, 0), (0, 2)] {
        assert!(wrong_step(&graph(index, ends)).is_some(), "{index} {ends}");
    }
}
