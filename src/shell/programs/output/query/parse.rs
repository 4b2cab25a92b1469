//! The text of a filter of `jq` → [`Filter`].

use serde_json::Value;

use super::filter::{Filter, NAMED, Work};

/// Filters inside each other: people write three.
pub(super) const DEEPEST: usize = 32;

pub(super) fn filter(query: &str, work: &Work) -> Option<Filter> {
    let mut reader = Reader { rest: query, depth: 0, work };
    let filter = reader.pipe()?;
    reader.rest.trim_start().is_empty().then_some(filter)
}

struct Reader<'q> {
    rest: &'q str,
    depth: usize,
    work: &'q Work,
}

impl Reader<'_> {
    /// `a | b`
    fn pipe(&mut self) -> Option<Filter> {
        self.depth += 1;
        self.work.fits(self.depth <= DEEPEST)?;
        let mut filter = self.both()?;
        while self.takes("|") {
            filter = Filter::Pipe(Box::new(filter), Box::new(self.both()?));
        }
        self.depth -= 1;
        Some(filter)
    }

    /// `a, b`
    fn both(&mut self) -> Option<Filter> {
        let mut filter = self.sum()?;
        while self.takes(",") {
            filter = Filter::Both(Box::new(filter), Box::new(self.sum()?));
        }
        Some(filter)
    }

    /// `a + b`
    fn sum(&mut self) -> Option<Filter> {
        let mut filter = self.term()?;
        while self.takes("+") {
            filter = Filter::Sum(Box::new(filter), Box::new(self.term()?));
        }
        Some(filter)
    }

    fn term(&mut self) -> Option<Filter> {
        let filter = if self.takes("(") {
            let inside = self.pipe()?;
            self.takes(")").then_some(inside)?
        } else if self.takes("[") {
            self.list()?
        } else if self.takes("\"") {
            self.string()?
        } else if self.rest.trim_start().starts_with('.') {
            Filter::Itself
        } else {
            return self.function();
        };
        self.path(filter)
    }

    /// `[a, b]`: what is inside, in one list.
    fn list(&mut self) -> Option<Filter> {
        let inside = self.pipe()?;
        self.takes("]").then(|| Filter::List(Box::new(inside)))
    }

    /// `.a`, `."a b"`, `["a"]`, `[0]`, `[]`, `?` behind a filter.
    fn path(&mut self, mut filter: Filter) -> Option<Filter> {
        loop {
            if self.takes("?") {
                continue;
            }
            filter = if self.takes("[") {
                self.item(Box::new(filter))?
            } else if self.takes(".") {
                if self.takes("\"") {
                    Filter::Key(Box::new(filter), self.constant()?)
                } else if let Some(name) = self.name() {
                    Filter::Key(Box::new(filter), name)
                } else if filter == Filter::Itself {
                    filter
                } else {
                    return None;
                }
            } else {
                return Some(filter);
            };
        }
    }

    /// What stands in brackets, behind the first one.
    fn item(&mut self, of: Box<Filter>) -> Option<Filter> {
        if self.takes("]") {
            return Some(Filter::Each(of));
        }
        let filter = if self.takes("\"") {
            Filter::Key(of, self.constant()?)
        } else {
            self.rest = self.rest.trim_start();
            let end = self.rest.find(|c: char| c != '-' && !c.is_ascii_digit())?;
            let (number, rest) = self.rest.split_at(end);
            self.rest = rest;
            Filter::Index(of, number.parse().ok()?)
        };
        self.takes("]").then_some(filter)
    }

    fn function(&mut self) -> Option<Filter> {
        self.rest = self.rest.trim_start();
        let at = usize::from(self.rest.starts_with('@'));
        let end =
            self.rest.get(at..)?.find(|c| !is_of_name(c)).map_or(self.rest.len(), |it| at + it);
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        match name {
            "join" => {
                let between = (self.takes("(") && self.takes("\"")).then(|| self.constant())??;
                self.takes(")").then_some(Filter::Join(between))
            }
            "map" => {
                let inside = self.takes("(").then(|| self.pipe())??;
                self.takes(")").then(|| Filter::Map(Box::new(inside)))
            }
            _ => NAMED.into_iter().find(|known| *known == name).map(Filter::Named),
        }
    }

    fn name(&mut self) -> Option<String> {
        let end = self.rest.find(|c| !is_of_name(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The text of a string without `\(…)`, behind its first quote.
    fn constant(&mut self) -> Option<String> {
        match self.string()? {
            Filter::Constant(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// A string, behind its first quote.
    fn string(&mut self) -> Option<Filter> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        loop {
            let c = self.rest.chars().next()?;
            self.rest = self.rest.get(c.len_utf8()..)?;
            match c {
                '"' => break,
                '\\' if self.rest.starts_with('(') => {
                    self.rest = self.rest.get(1..)?;
                    pieces.push(Filter::Constant(std::mem::take(&mut text).into()));
                    pieces.push(self.pipe()?);
                    if !self.takes(")") {
                        return None;
                    }
                }
                '\\' => text.push(self.escaped()?),
                c => text.push(c),
            }
        }
        let last = Filter::Constant(text.into());
        if pieces.is_empty() {
            return Some(last);
        }
        pieces.push(last);
        Some(Filter::Pieces(pieces))
    }

    /// What stands for one character behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'u' => {
                let (digits, rest) = self.rest.split_at_checked(4)?;
                self.rest = rest;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            c => c,
        })
    }

    fn takes(&mut self, mark: &str) -> bool {
        match self.rest.trim_start().strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
