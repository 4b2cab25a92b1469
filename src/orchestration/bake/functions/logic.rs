//! Functions of numbers and truth values.

use super::Called;
use crate::orchestration::bake::value::Value;
use crate::source::{Span, Text};

pub(super) fn call(name: &str, args: &[Value], span: Span) -> Called {
    let numbers = || args.iter().map(Value::as_number).collect::<Option<Vec<f64>>>();
    let pair = || numbers().and_then(|all| Some((*all.first()?, *all.get(1)?)));
    let number = |value: f64| value.is_finite().then(|| Value::number(value, span));
    let truth = |value: bool| Value::Bool(value, span);
    let truths = || args.iter().map(Value::truth).collect::<Option<Vec<bool>>>();
    let equal = || args.first().zip(args.get(1)).and_then(|(one, other)| one.equals(other));
    Some(match name {
        "add" => pair().and_then(|(one, other)| number(one + other)),
        "subtract" => pair().and_then(|(one, other)| number(one - other)),
        "multiply" => pair().and_then(|(one, other)| number(one * other)),
        "divide" => pair().and_then(|(one, other)| number(one / other)),
        "modulo" => pair().and_then(|(one, other)| number(one % other)),
        "negate" => numbers().and_then(|all| number(-*all.first()?)),
        "int" => numbers().and_then(|all| number(all.first()?.trunc())),
        "max" => numbers().and_then(|all| number(all.into_iter().reduce(f64::max)?)),
        "min" => numbers().and_then(|all| number(all.into_iter().reduce(f64::min)?)),
        "parseint" => args.first().and_then(Value::text).and_then(|text| {
            let radix = args.get(1)?.as_number().filter(|it| (2.0..=36.0).contains(it))?;
            #[allow(clippy::cast_sign_loss, reason = "it lies between 2 and 36")]
            let value = i64::from_str_radix(text.as_str(), radix as u32).ok()?;
            Some(Value::Number(Text::made(value.to_string(), span)))
        }),
        "equal" => equal().map(truth),
        "notequal" => equal().map(|it| truth(!it)),
        "greaterthan" => pair().map(|(one, other)| truth(one > other)),
        "greaterthanorequalto" => pair().map(|(one, other)| truth(one >= other)),
        "lessthan" => pair().map(|(one, other)| truth(one < other)),
        "lessthanorequalto" => pair().map(|(one, other)| truth(one <= other)),
        "and" => truths().map(|all| truth(all.into_iter().all(|it| it))),
        "or" => truths().map(|all| truth(all.into_iter().any(|it| it))),
        "not" => truths().and_then(|all| Some(truth(!*all.first()?))),
        _ => return None,
    })
}
