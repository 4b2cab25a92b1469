//! The second pass of `BuildKit`: does each instruction have the arguments and flags that it needs?

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::flags::{self, Refusal};
use crate::dockerfile::syntax::heredoc;
use crate::dockerfile::syntax::instruction::{Instruction, Phase, SyntaxError};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::mount;
use crate::dockerfile::syntax::suggestion;
use crate::dockerfile::syntax::values;

/// What is said of an instruction above the first FROM: the one error that is not its own.
pub(crate) const NO_STAGE: &str = "no build stage in current context";

/// Sets the error of an instruction that the second pass refuses. `in_stage`: a FROM stands above.
pub(crate) fn validate(found: &mut Instruction, in_stage: bool) {
    for inner in [&mut found.trigger, &mut found.reread].into_iter().flatten() {
        validate(inner, true);
    }
    if found.error.is_some() {
        return;
    }
    let needs_stage = !matches!(found.keyword, Keyword::From | Keyword::Arg);
    let outcome = match check(found) {
        Ok(()) if needs_stage && !in_stage => Err((NO_STAGE.to_owned(), found.span)),
        outcome => outcome,
    };
    if let Err((message, span)) = outcome {
        let (phase, line) = (Phase::Instructions, found.start_line);
        found.error = Some(SyntaxError { phase, message, span, line });
    }
}

fn check(found: &Instruction) -> Result<(), Refusal> {
    let name = found.keyword.word();
    let refuse = |message: String| Err((message, found.span));
    match found.keyword {
        Keyword::Unknown => Err(unknown(found)),
        Keyword::Env | Keyword::Label => {
            flags::check(found)?;
            at_least_one(found)?;
            match found.args.iter().step_by(3).find(|key| key.is_empty()) {
                Some(key) => Err((format!("{name} names can not be blank"), key.span())),
                None => Ok(()),
            }
        }
        Keyword::Maintainer | Keyword::Workdir | Keyword::User => {
            exactly_one(found)?;
            flags::check(found)
        }
        Keyword::Stopsignal => exactly_one(found),
        Keyword::Add | Keyword::Copy => {
            let [_, .., destination] = found.args.as_slice() else {
                return refuse(format!(
                    "{name} requires at least two arguments, but only one was provided. \
                     Destination could not be determined"
                ));
            };
            flags::check(found)?;
            if heredoc::is_heredoc(destination) {
                let message = format!("{name} cannot accept a heredoc as a destination");
                return Err((message, destination.span()));
            }
            Ok(())
        }
        Keyword::From => check_from(found),
        Keyword::Onbuild => check_onbuild(found),
        Keyword::Run => check_run(found),
        Keyword::Cmd | Keyword::Entrypoint => flags::check(found),
        Keyword::Healthcheck => check_healthcheck(found),
        Keyword::Expose => {
            at_least_one(found)?;
            flags::check(found)
        }
        Keyword::Volume => {
            at_least_one(found)?;
            flags::check(found)?;
            match found.args.iter().find(|volume| volume.trim().is_empty()) {
                Some(volume) => {
                    Err(("VOLUME specified can not be an empty string".to_owned(), volume.span()))
                }
                None => Ok(()),
            }
        }
        Keyword::Arg => {
            at_least_one(found)?;
            match found.args.iter().find(|arg| arg.starts_with('=')) {
                Some(arg) => Err(("ARG names can not be blank".to_owned(), arg.span())),
                None => Ok(()),
            }
        }
        Keyword::Shell => {
            flags::check(found)?;
            at_least_one(found)?;
            if found.json {
                return Ok(());
            }
            refuse("SHELL requires the arguments to be in JSON form".to_owned())
        }
    }
}

fn at_least_one(found: &Instruction) -> Result<(), Refusal> {
    if found.args.is_empty() {
        let message = format!("{} requires at least one argument", found.keyword.word());
        return Err((message, found.span));
    }
    Ok(())
}

fn unknown(found: &Instruction) -> Refusal {
    let word = found.word.as_str();
    let meant = suggestion::instruction(word);
    let meant = meant.map_or_else(String::new, |meant| format!(" (did you mean {meant}?)"));
    let span = if found.word.is_empty() { found.span } else { found.word.span() };
    (format!("unknown instruction: {word}{meant}"), span)
}

fn exactly_one(found: &Instruction) -> Result<(), Refusal> {
    if found.args.len() != 1 {
        let message = format!("{} requires exactly one argument", found.keyword.word());
        return Err((message, found.span));
    }
    Ok(())
}

fn check_from(found: &Instruction) -> Result<(), Refusal> {
    match found.args.as_slice() {
        [_, as_word, name] if is_as(as_word) => {
            if !is_stage_name(&go::to_lower(name)) {
                let message = format!(
                    "invalid name for build stage: {}, name can't start with a number or contain symbols",
                    go::quote(name)
                );
                return Err((message, name.span()));
            }
        }
        [_] => {}
        _ => {
            let message = "FROM requires either one or three arguments".to_owned();
            return Err((message, found.span));
        }
    }
    flags::check(found)
}

/// `as` under Unicode case folding, where U+017F is an `s`.
pub(crate) fn is_as(word: &str) -> bool {
    let mut chars = word.chars();
    matches!(chars.next(), Some('a' | 'A'))
        && matches!(chars.next(), Some('s' | 'S' | '\u{17F}'))
        && chars.next().is_none()
}

fn is_stage_name(name: &str) -> bool {
    let is_inner = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
    };
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(is_inner)
}

fn check_onbuild(found: &Instruction) -> Result<(), Refusal> {
    let Some(trigger) = &found.trigger else { return at_least_one(found) };
    flags::check(found)?;
    let word = go::to_upper(trigger.word.trim());
    match word.as_str() {
        "ONBUILD" => {
            let message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed".to_owned();
            Err((message, trigger.word.span()))
        }
        "MAINTAINER" | "FROM" => {
            Err((format!("{word} isn't allowed as an ONBUILD trigger"), trigger.word.span()))
        }
        _ => Ok(()),
    }
}

fn check_run(found: &Instruction) -> Result<(), Refusal> {
    flags::check(found)?;
    for device in found.flag_values("device") {
        mount::check_device(&device)?;
    }
    for value in found.flag_values("mount") {
        mount::check_unexpanded(&value)?;
    }
    if let Some(network) = found.flag("network")
        && !matches!(network.as_str(), "default" | "none" | "host")
    {
        return Err((format!("invalid network mode {}", go::quote(&network)), network.span()));
    }
    if let Some(security) = found.flag("security")
        && !matches!(security.as_str(), "insecure" | "sandbox")
    {
        return Err((format!("security {} is not valid", go::quote(&security)), security.span()));
    }
    Ok(())
}

fn check_healthcheck(found: &Instruction) -> Result<(), Refusal> {
    let [kind, rest @ ..] = found.args.as_slice() else { return at_least_one(found) };
    let upper = go::to_upper(kind);
    if upper == "NONE" {
        if !rest.is_empty() {
            return Err(("HEALTHCHECK NONE takes no arguments".to_owned(), found.span));
        }
        return Ok(());
    }
    flags::check(found)?;
    if upper != "CMD" {
        let message = format!("Unknown type {} in HEALTHCHECK (try CMD)", go::quote(&upper));
        return Err((message, kind.span()));
    }
    if rest.is_empty() {
        return Err(("Missing command after HEALTHCHECK CMD".to_owned(), found.span));
    }
    for name in ["interval", "timeout", "start-period", "start-interval"] {
        check_interval(found, name)?;
    }
    match found.flag("retries").filter(|retries| !retries.is_empty()) {
        None => Ok(()),
        Some(retries) => match values::parse_i32(&retries) {
            Err(message) => Err((message, retries.span())),
            Ok(count) if count < 0 => {
                Err((format!("--retries cannot be negative ({count})"), retries.span()))
            }
            Ok(_) => Ok(()),
        },
    }
}

fn check_interval(found: &Instruction, name: &str) -> Result<(), Refusal> {
    let Some(value) = found.flag(name).filter(|value| !value.is_empty()) else { return Ok(()) };
    match values::parse_duration(&value) {
        Err(message) => Err((message, value.span())),
        Ok(nanoseconds) if nanoseconds != 0 && nanoseconds < 1_000_000 => {
            let message = format!("Interval {} cannot be less than 1ms", go::quote(name));
            Err((message, value.span()))
        }
        Ok(_) => Ok(()),
    }
}
