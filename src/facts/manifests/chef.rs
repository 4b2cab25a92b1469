//! Recipes of Chef, read as what their resources run, fetch, install and write.

use crate::facts::command_lines::{CommandLines, WrittenFile};
use crate::facts::file_variables::FileVariables;
use crate::source::Text;

/// `execute 'a b'`, `bash` with its `code`, `remote_file` with its `source`, `git` with its `repository`, `file` with its
/// `content`, `package` but for one that is removed.
pub(crate) fn chef(content: &Text) -> Text {
    let mut recipe = Recipe {
        commands: CommandLines::new(content),
        variables: FileVariables::default(),
        package: None,
        file: WrittenFile::default(),
        here: None,
    };
    for line in content.whole_lines() {
        recipe.line(&line);
    }
    recipe.install();
    recipe.commands.into_text()
}

/// What has been read of a recipe.
struct Recipe {
    commands: CommandLines,
    variables: FileVariables,
    /// A package whose resource may still say that it is removed.
    package: Option<Text>,
    file: WrittenFile,
    here: Option<Here>,
}

/// A here-document that is being read.
struct Here {
    end: String,
    /// The text, if it is that of a file; else its lines are commands.
    content: Option<Text>,
}

impl Recipe {
    fn line(&mut self, line: &Text) {
        let text = line.trimmed();
        if self.here.is_some() {
            self.here_line(line, &text);
            return;
        }
        let word = text.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        let rest = text.slice(word.len()..text.len());
        if removes(&text) {
            self.package = None;
            return;
        }
        if !matches!(word, "action" | "version" | "options" | "" | "end") {
            self.install();
        }
        if let Some(value) = rest.trim_start().strip_prefix("= ") {
            self.assign(word, &rest.slice(rest.len() - value.len()..rest.len()));
            return;
        }
        self.property(word, &rest);
    }

    fn property(&mut self, word: &str, rest: &Text) {
        match word {
            // a block is code of Ruby
            "not_if" | "only_if" if rest.trim_start().starts_with('{') => {}
            "execute" | "command" | "code" | "not_if" | "only_if" => match here_document(rest) {
                Some(end) => self.here = Some(Here { end: end.to_owned(), content: None }),
                None => {
                    if let Some(line) = self.first(rest) {
                        self.commands.line(&line);
                    }
                }
            },
            "source" | "remote_file" => self.fetched(rest, "curl -O "),
            "repository" => self.fetched(rest, "git clone "),
            "package" | "apt_package" | "yum_package" | "dnf_package" => {
                self.package = self.first(rest);
            }
            "file" => self.file = WrittenFile { path: self.first(rest), content: None },
            "path" => self.file.path = self.first(rest),
            "content" => match here_document(rest) {
                Some(end) => {
                    let content = Some(Text::empty(rest.span()));
                    self.here = Some(Here { end: end.to_owned(), content });
                }
                None => {
                    self.file.content = self.first(rest);
                    self.file.write(&mut self.commands);
                }
            },
            _ => {}
        }
    }

    fn here_line(&mut self, line: &Text, text: &Text) {
        let Some(here) = &mut self.here else { return };
        let ends = text.as_str() == here.end;
        match &mut here.content {
            Some(content) if ends => {
                self.file.content = Some(std::mem::take(content));
                self.file.write(&mut self.commands);
            }
            Some(content) => content.push(&filled(line, &self.variables)),
            None if ends => {}
            None => self.commands.line(&filled(text, &self.variables)),
        }
        if ends {
            self.here = None;
        }
    }

    /// `name = %w[a b].join`, `name = 'a' + 'b'`
    fn assign(&mut self, name: &str, expression: &Text) {
        let mut value = Text::empty(expression.span());
        if let Some(words) = expression.strip_prefix("%w") {
            let start = expression.len() - words.len() + 1;
            let end = words.find([']', ')', '}']).unwrap_or(words.len()) + start - 1;
            for word in expression.get(start..end).unwrap_or_default().split_whitespace() {
                value.push_made(word, expression.span());
            }
        } else {
            self.constants(expression).iter().for_each(|part| value.push(part));
        }
        self.variables.set(name, value);
    }

    fn first(&self, line: &Text) -> Option<Text> {
        self.constants(line).into_iter().next()
    }

    fn constants(&self, line: &Text) -> Vec<Text> {
        constants(line).iter().map(|text| filled(text, &self.variables)).collect()
    }

    fn fetched(&mut self, line: &Text, program: &str) {
        for address in self.constants(line).iter().filter(|it| it.contains("://")) {
            self.commands.command(program, address);
        }
    }

    fn install(&mut self) {
        if let Some(package) = self.package.take() {
            self.commands.command("apt-get install ", &package);
        }
    }
}

/// The text with `#{name}` replaced by what the recipe says it is.
fn filled(text: &Text, variables: &FileVariables) -> Text {
    let last = text.rfind('}').unwrap_or(0);
    text.replaced("#{", |open| {
        let close = open + text.get(open..).filter(|_| open < last)?.find('}')?;
        let value = variables.get(text.get(open + 2..close)?.trim(), text.span_of(open..close))?;
        Some((value, close + 1))
    })
}

/// `action :remove`
fn removes(line: &str) -> bool {
    const REMOVALS: [&str; 6] = [":remove", ":purge", ":uninstall", ":delete", ":nothing", ":lock"];
    line.contains("action ") && REMOVALS.iter().any(|it| line.contains(it))
}

/// The word that ends the text which starts behind this line: `<<~EOH`, `<<-'EOH'`.
fn here_document(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("<<")?;
    let rest = rest.trim_start_matches(['~', '-', '\'', '"']);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = rest.get(..rest.len() - rest.trim_start_matches(is_part).len())?;
    (!word.is_empty()).then_some(word)
}

/// The texts in quotes.
fn constants(line: &Text) -> Vec<Text> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = line.get(at..).and_then(|rest| rest.find(['"', '\''])) {
        let start = at + open + 1;
        let quote = line.get(start - 1..start).unwrap_or_default();
        let Some(length) = line.get(start..).and_then(|rest| rest.find(quote)) else { break };
        out.push(line.slice(start..start + length));
        at = start + length + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::chef;
    use crate::facts::manifests::read;
    use crate::source::UNKNOWN;

    #[test]
    fn recipes_of_chef_run_what_their_resources_are_given() {
        let recipe = "package 'a'\npackage 'z' do\n  action :remove\nend\nremote_file '/opt/a.tgz' do\n  source 'https://h/a.tgz'\nend\nexecute 'tar xf /opt/a.tgz' do\n  not_if { File.exist?('/opt/a') }\nend\nbash 'x' do\n  code <<-EOH\n    b c\n  EOH\nend\nlog 'd e'\n";
        assert_eq!(
            read(chef, recipe),
            "apt-get install 'a' \ncurl -O 'https://h/a.tgz' \ntar xf /opt/a.tgz\nb c\n"
        );
        assert_eq!(read(chef, "execute <<~A\n  x\nA\nexecute <<\nexecute '\n"), "x\n");
    }

    #[test]
    fn variables_of_a_recipe_are_put_in_and_its_files_written() {
        let recipe = "t = %w[a B].join\nu = 'c' + 'd'\nexecute \"#{t} #{u} #{z}\"\nfile '/x' do\n  content \"e #{t}\\n\"\nend\nfile '/y' do\n  content <<~END\n    f #{u}\n  END\nend\n";
        assert_eq!(
            read(chef, recipe),
            "aB cd #{z}\nprintf %s 'e aB\\n' > '/x'\nprintf %s 'f cd\n' > '/y'\n"
        );
    }
    #[test]
    fn values_in_values_do_not_grow_without_end() {
        let mut recipe = format!("a0 = '{}'\n", "x".repeat(200));
        for level in 1..20 {
            let inner = format!("#{{a{}}}", level - 1);
            recipe += &format!("a{level} = \"{}\"\n", inner.repeat(40));
        }
        recipe += "execute \"#{a19}\"\n";
        let read = read(chef, &recipe);
        assert!(read.len() < 1 << 13 && read.contains(UNKNOWN), "{}", read.len());
    }
}
