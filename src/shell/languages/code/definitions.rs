//! What names stand for: variables, functions that the program defines, modules that it imports.

use std::rc::Rc;

use ecow::EcoString;

use super::bodies::Head;
use super::cursor::{Argument, Cursor};
use super::lexer::Token;
use super::starts;
use super::value::{Function, Known, SIZE_OF_ITEM, Value};
use crate::source::copied;

/// Entries of one table that are kept: programs look up names of commands in short ones.
pub(super) const MOST_ENTRIES: usize = 1 << 12;

/// What the module `sh` of Python makes of the name of a member: a program.
pub(super) const PROGRAMS_OF_SH: &str = "sh.program.";

/// The name of a variable without the mark of its kind, in Perl and PHP.
fn bare(name: &str) -> &str {
    name.trim_start_matches(['$', '%', '@'])
}

impl<'t> Cursor<'t, '_> {
    pub(super) fn assign(&mut self, name: &str, start: usize, append: bool) -> Known {
        self.state.table.clear();
        let mut value = self.expression();
        let table = std::mem::take(&mut self.state.table);
        let name = name.trim_start_matches('%');
        if value.items().is_some() && self.state.take(SIZE_OF_ITEM * table.len()) {
            let all = table.iter().map(|(_, known)| known.clone()).collect();
            if !table.is_empty() {
                self.state.variables.insert(format!("{}.*", bare(name)).into(), Known::list(all));
            }
            for (key, known) in table {
                self.state.variables.insert(format!("{}.{key}", bare(name)).into(), known);
            }
        }
        if append {
            let before = self.state.variables.get(name).cloned().unwrap_or(Known::UNKNOWN);
            value = self.joined(before, value);
        }
        let name: Rc<str> = name.into();
        self.state.assigned = Some(Rc::clone(&name));
        if starts::is_program_property(&name, self.state.dialect) {
            self.property(start, &value);
        }
        self.state.variables.insert(name, value.clone());
        value
    }

    /// The value of a variable, or of a method on one: `x`, `x.reverse`, `x.join(…)`.
    pub(super) fn variable(&mut self, name: &'t str, start: usize) -> Option<Known> {
        if let Some(known) = self.entry(name) {
            return Some(known);
        }
        if let Some(known) = self.state.variables.get(name).or_else(|| self.state.around.get(name))
        {
            return Some(known.clone());
        }
        let end = name.find(['.', ':', '-', '?'])?;
        let first = name.get(..end)?;
        if self.state.classes.contains(first) || matches!(first, "self" | "cls" | "this") {
            let member = name.get(end..)?.trim_start_matches(['.', ':', '-', '>']);
            let known = self.state.variables.get(member).cloned()?;
            return Some(self.of_property(known));
        }
        let known = self.state.variables.get(first)?;
        if matches!(known.value, Value::Named(_)) {
            return None;
        }
        let (known, rest) = (known.clone(), name.get(end..)?);
        self.at = start + 1;
        Some(self.members(known, rest))
    }

    /// A method that is read and not called is a property: what it returns, if it returns something that is known.
    fn of_property(&mut self, known: Known) -> Known {
        let Value::Function(function) = &known.value else { return known };
        let takes_itself = matches!(function.parameters.as_slice(), [own] if &**own == "self");
        if !takes_itself || self.is_mark(0, b'(') {
            return known;
        }
        let function = Rc::clone(function);
        let value = self.apply(&function, &[]);
        if matches!(value.value, Value::Unknown) { known } else { value }
    }

    /// How far it is to the value behind a name with a type: `const NAME: &str = …`.
    pub(super) fn typed(&self, start: usize) -> Option<usize> {
        let before = start.checked_sub(1).and_then(|at| self.tokens.get(at));
        let declares = matches!(
            before,
            None | Some((
                Token::LineEnd | Token::Name("const" | "let" | "var" | "val" | "static" | "mut"),
                _
            ))
        );
        if !declares || !self.is_mark(0, b':') || self.is_mark(1, b':') || self.is_mark(1, b'=') {
            return None;
        }
        let mut ahead = 1;
        // up to the next colon at the most: no token is looked at twice
        loop {
            match self.peek(ahead)? {
                Token::Mark(b'=') if !self.is_mark(ahead + 1, b'=') => return Some(ahead + 1),
                Token::Name(_) | Token::Mark(b'&' | b'<' | b'>' | b'[' | b']' | b'?' | b'\'') => {}
                _ => return None,
            }
            ahead += 1;
        }
    }

    /// How far it is to the items of an array of C behind its name: `argv[] = { … }`, `argv[9] = { … }`.
    pub(super) fn array(&self) -> Option<usize> {
        let size = usize::from(!self.is_mark(1, b']'));
        let is_array = !self.state.dialect.is_interpreted
            && self.is_mark(0, b'[')
            && self.is_mark(1 + size, b']')
            && self.is_mark(2 + size, b'=')
            && (self.is_mark(3 + size, b'{') || matches!(self.peek(3 + size), Some(Token::Str(_))));
        is_array.then_some(3 + size)
    }

    /// The name of the entry that is assigned here: `x["key"] = …`, `x[1] = …`.
    pub(super) fn assigned_entry(&self, name: &str) -> Option<String> {
        let ends = self.is_mark(2, b']') && self.is_mark(3, b'=');
        if !self.is_mark(0, b'[') || !ends || self.is_mark(4, b'=') || self.is_mark(4, b'~') {
            return None;
        }
        match self.peek(1) {
            Some(Token::Str(key)) => Some(format!("{}.{}", bare(name), key.as_str())),
            Some(Token::Number(key)) => Some(format!("{}.{key}", bare(name))),
            _ => None,
        }
    }

    /// An entry of a table that has a name: `x["key"]`, `$x{key}`, `$x{'key'}`.
    fn entry(&mut self, name: &str) -> Option<Known> {
        let number;
        let key = match (self.peek(0), self.peek(1), self.peek(2)) {
            (
                Some(Token::Mark(b'[' | b'{')),
                Some(Token::Str(key)),
                Some(Token::Mark(b']' | b'}')),
            ) => key.as_str(),
            (Some(Token::Mark(b'{')), Some(Token::Name(key)), Some(Token::Mark(b'}')))
                if name.starts_with('$') =>
            {
                key
            }
            (Some(Token::Mark(b'[')), Some(Token::Number(key)), Some(Token::Mark(b']'))) => {
                number = key.to_string();
                &number
            }
            _ => return None,
        };
        let known = self.state.variables.get(format!("{}.{key}", bare(name)).as_str())?.clone();
        self.at += 3;
        Some(known)
    }

    /// `class NAME`
    pub(super) fn class(&mut self) -> Known {
        if let Some(Token::Name(name)) = self.peek(0) {
            self.state.classes.insert((*name).into());
            self.state.class = Some((*name).into());
            self.at += 1;
        }
        Known::UNKNOWN
    }

    /// Remembers the entries of a table: what is assigned to a name in the same expression.
    pub(super) fn table(&mut self, items: &[Argument<'t>]) {
        if items.iter().any(|(key, _)| key.is_some()) {
            let entries =
                items.iter().filter_map(|(key, value)| Some(((*key)?.into(), value.clone())));
            self.state.table = entries.take(MOST_ENTRIES).collect();
            if items.len() > MOST_ENTRIES {
                self.state.cut();
            }
        }
    }

    /// `lambda x: …`
    pub(super) fn lambda(&mut self) -> Known {
        let mut parameters = Vec::new();
        while let Some(Token::Name(name)) = self.peek(0) {
            parameters.push(Rc::from(*name));
            self.at += 1 + usize::from(self.is_mark(1, b','));
        }
        if !self.is_mark(0, b':') {
            return Known::UNKNOWN;
        }
        self.at += 1;
        let function = Function::of_expression(parameters, self.unit, self.at);
        self.expression();
        Known::of(Value::Function(Rc::new(function)))
    }

    /// `def name(a, b):`, `function (a, b) {`; the word is the token at `start`.
    pub(super) fn definition(&mut self, start: usize) -> Known {
        let name: Option<Rc<str>> = match self.peek(0) {
            Some(Token::Name(name)) => Some((*name).into()),
            _ => None,
        };
        // `def name = …` of Groovy
        if name.is_some() && self.is_mark(1, b'=') && !self.is_mark(2, b'=') {
            return self.expression();
        }
        self.at += usize::from(name.is_some());
        let mut head =
            Head { name, parameters: Vec::new(), defaults: Vec::new(), takes_rest: false, start };
        if self.is_mark(0, b'(') {
            self.parameters(&mut head);
        }
        let (name, parameters) = (head.name.clone(), head.parameters.clone());
        let here = self.at;
        let function = self.body(head);
        if let (Some(name), true) = (name.clone(), self.at == here) {
            self.function = Some((name, parameters));
        }
        match function {
            Some(function) if name.is_none() => Known::of(Value::Function(function)),
            _ => Known::UNKNOWN,
        }
    }

    /// Names behind a comma or the parenthesis; types are passed over.
    fn parameters(&mut self, head: &mut Head) {
        let mut is_first = true;
        let mut depth = 0_usize;
        while let Some(token) = self.peek(0) {
            self.at += 1;
            match token {
                Token::Mark(b'(' | b'[' | b'{') => (depth, is_first) = (depth + 1, true),
                Token::Mark(b')' | b']' | b'}') if depth <= 1 => break,
                Token::Mark(b')' | b']' | b'}') => depth -= 1,
                Token::Mark(b',') => is_first = true,
                Token::Mark(b'*' | b'.') if is_first && depth == 1 => head.takes_rest = true,
                Token::Name(name) if std::mem::take(&mut is_first) && depth == 1 => {
                    let name: Rc<str> = Rc::from(*name);
                    self.state.variables.remove(&name);
                    head.parameters.push(Rc::clone(&name));
                    if self.is_mark(0, b'=') && matches!(self.peek(1), Some(Token::Str(_))) {
                        self.at += 1;
                        let value = self.expression();
                        head.defaults.push((name, value));
                    }
                }
                _ => {}
            }
        }
    }

    /// The result of the function that is being read.
    pub(super) fn returned(&mut self) -> Known {
        let body = self.at;
        let value = self.expression();
        if let Some((name, parameters)) = self.function.take() {
            self.is_text_of_class(&name, body);
            let function = Function::of_expression(parameters, self.unit, body);
            let known = Known::of(Value::Function(Rc::new(function)));
            self.state.variables.insert(name, known);
        }
        if !self.state.active.is_empty() {
            self.state.result.get_or_insert_with(|| value.clone());
        }
        value
    }

    /// What `__str__` returns is what an object of its class is as a text.
    fn is_text_of_class(&mut self, name: &str, body: usize) {
        let is_text = matches!(name, "__str__" | "__repr__" | "__format__" | "__fspath__");
        if let Some(class) = self.state.class.clone().filter(|_| is_text) {
            let function = Function::of_expression(Vec::new(), self.unit, body);
            let known = Known { value: Value::Function(Rc::new(function)), hidden: false };
            self.state.variables.insert(class, known);
        }
    }

    /// What the function that is being read hands out: each time one more item of the list that a call of it gives.
    pub(super) fn yielded(&mut self) -> Known {
        let value = self.expression();
        if let Some((name, _)) = self.function.clone()
            && self.state.take(64)
        {
            let before = self.state.variables.get(&name).and_then(Known::items);
            let mut items = before.map(<[Known]>::to_vec).unwrap_or_default();
            if items.len() < MOST_ENTRIES {
                items.push(value.clone());
                self.state.variables.insert(name, Known::list(items));
            }
        }
        value
    }

    /// `import a as b`, `from a import b as c`, `import {a as b} from "c"`.
    pub(super) fn import(&mut self, keyword: &str) -> Known {
        let mut module = String::new();
        let mut names: Vec<(&str, &str)> = Vec::new();
        let mut behind_from = keyword != "import";
        while let Some(token) = self.peek(0) {
            match token {
                // a list of imports may go over several lines in braces or parentheses
                Token::LineEnd if self.in_parentheses => {}
                Token::LineEnd | Token::Mark(b';' | b')') => break,
                Token::Name("as") => {
                    if let (Some(Token::Name(alias)), Some(last)) = (self.peek(1), names.last_mut())
                    {
                        last.1 = alias;
                        self.at += 1;
                    }
                }
                Token::Name("from") => behind_from = true,
                Token::Name("import") => behind_from = false,
                Token::Name(name) if behind_from => (*name).clone_into(&mut module),
                Token::Name(name) => names.push((name, name)),
                Token::Str(text) => text.trim_start_matches("node:").clone_into(&mut module),
                _ => {}
            }
            self.at += 1;
        }
        for (name, alias) in names {
            if self.state.dialect.exec_is_eval
                && (module == "sh" || module.is_empty() && name == "sh")
            {
                let member = if module.is_empty() { "" } else { name };
                let program = format!("{PROGRAMS_OF_SH}{member}");
                let program = program.trim_end_matches('.').to_owned();
                self.state.variables.insert(alias.into(), Known::named(program));
                continue;
            }
            let whole = if module.is_empty() || name == module {
                name.to_owned()
            } else {
                format!("{module}.{name}")
            };
            // `import cp from "child_process"`: the name is the module itself
            let is_module = !whole.contains("_process.exec") && !whole.contains("_process.spawn");
            let known = match module.as_str() {
                "child_process" if is_module => Known::named("child_process"),
                _ => Known::named(whole),
            };
            // what a file that the program takes in has set comes before
            let is_set =
                alias == name
                    && self.state.variables.get(alias).is_some_and(|known| {
                        !matches!(known.value, Value::Named(_) | Value::Unknown)
                    });
            if !is_set && (alias != name || !module.is_empty()) {
                self.state.variables.insert(alias.into(), known);
            }
        }
        Known::UNKNOWN
    }

    /// `{ a, b: c } = module`
    pub(super) fn destructured(&mut self, items: &[Argument<'t>]) -> Known {
        self.at += 1;
        let value = self.expression();
        if let Value::Named(module) = &value.value {
            for (key, item) in items {
                let Value::Named(alias) = &item.value else { continue };
                let whole = format!("{module}.{}", key.unwrap_or(alias));
                self.state.variables.insert(alias.as_str().into(), Known::named(whole));
            }
        }
        value
    }

    /// The full name of what an alias stands for.
    pub(super) fn resolved(&self, name: &str) -> EcoString {
        let end = memchr::memchr2(b'.', b':', name.as_bytes()).unwrap_or(name.len());
        let (first, rest) = name.split_at_checked(end).unwrap_or((name, ""));
        match self.state.variables.get(first) {
            Some(Known { value: Value::Named(whole), .. }) => whole.clone() + rest,
            _ => copied(name),
        }
    }
}
