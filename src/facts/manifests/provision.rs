//! Files that set up a machine or an image, read as the commands in them: states of Salt, `cloud-config`, Earthfiles,
//! definitions of Apptainer, Quadlets of Podman.

use foldhash::HashMap;

use crate::facts::autostart::each_line;
use crate::facts::command_lines::CommandLines;
use crate::facts::settings::{json, yaml};
use crate::source::Text;

/// Values of variables that are put in: a longer one is no part of a name.
const LONGEST: usize = 256;
const MOST_VARIABLES: usize = 256;

/// `cmd.run`, what `git.latest` and `source` fetch, and packages of a state of Salt.
pub(super) fn salt(content: &Text) -> Text {
    let filled = without_jinja(content);
    let mut commands = CommandLines::new(content);
    for setting in yaml(&filled) {
        let of = |functions: &[&str]| functions.iter().any(|it| setting.section.ends_with(it));
        let is_name = matches!(setting.key.as_str(), "name" | "names" | "- name");
        let value = &setting.value;
        let has_address = value.contains("://");
        if is_name && of(&["cmd.run", "cmd.script", "cmd.wait", "cmd.wait_script"]) {
            commands.line(value);
        } else if is_name && has_address && of(&["git.latest", "git.cloned", "git.detached"]) {
            commands.command("git clone ", value);
        } else if has_address && setting.key.as_str() == "source" {
            commands.command("curl -O ", value);
        } else if matches!(setting.key.as_str(), "name" | "pkgs" | "names")
            && of(&["pkg.installed", "pkg.latest"])
        {
            commands.command("apt-get install ", value);
        } else if is_name && of(&["pip.installed"]) {
            commands.command("pip install ", value);
        }
    }
    commands.into_text()
}

/// The text without the lines of Jinja, and with `{{ name }}` replaced by what `{% set name = … %}` says.
fn without_jinja(content: &Text) -> Text {
    let mut variables: HashMap<String, Text> = HashMap::default();
    let mut out = Text::empty(content.span());
    for line in content.whole_lines() {
        let Some(inside) = line.trim_start().strip_prefix("{%") else {
            out.push(&filled(&line, &variables));
            continue;
        };
        let inside = inside.trim_start_matches('-').trim_start();
        if let Some((name, value)) = inside.strip_prefix("set ").and_then(|set| set.split_once('='))
        {
            let value = line.slice(line.len() - value.len()..line.len());
            if variables.len() < MOST_VARIABLES && value.len() <= LONGEST {
                variables.insert(name.trim().to_owned(), joined(&value, &variables));
            }
        }
    }
    out
}

/// `'a' ~ b ~ 'c'`: constants and variables put together, up to the end of the statement.
fn joined(value: &Text, variables: &HashMap<String, Text>) -> Text {
    let end = value.find("%}").unwrap_or(value.len());
    let mut out = Text::empty(value.span());
    let mut at = 0;
    for part in value.get(..end).unwrap_or_default().split_inclusive(['~', '+']) {
        let text = value.slice(at..at + part.len());
        at += part.len();
        let bare = text.trim_matches([' ', '~', '+', '-']);
        let start = text.find(bare).unwrap_or(0);
        let quoted = bare.len() > 1 && bare.starts_with(['"', '\'']);
        if quoted {
            out.push(&text.slice(start + 1..start + bare.len() - 1));
        } else if let Some(known) = variables.get(bare) {
            out.push(known);
        } else {
            out.push_unknown(text.span());
        }
    }
    if out.len() > LONGEST { value.clone() } else { out }
}

fn filled(line: &Text, variables: &HashMap<String, Text>) -> Text {
    // an end behind each start that comes before it: none is looked for in vain
    let last = line.rfind("}}").unwrap_or(0);
    line.replaced("{{", |open| {
        let close = open + line.get(open..).filter(|_| open < last)?.find("}}")?;
        Some((joined(&line.slice(open + 2..close), variables), close + 2))
    })
}

/// `runcmd` and `bootcmd` of a `#cloud-config`: lines, lists of words, blocks.
pub(crate) fn cloud_config(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut is_command = false;
    for line in content.whole_lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            is_command = line.starts_with("runcmd:") || line.starts_with("bootcmd:");
            continue;
        }
        let text = line.trimmed();
        if !is_command || text.starts_with('#') {
            continue;
        }
        let dash = if text.starts_with("- ") { 2 } else { 0 };
        let item = text.slice(dash..text.len()).trimmed();
        match item.chars().next() {
            Some('[') => commands.words(&values(&item)),
            Some(quote @ ('"' | '\'')) if item.len() > 1 && item.ends_with(quote) => {
                commands.line(&item.slice(1..item.len() - 1));
            }
            Some('|' | '>') => {}
            _ => commands.line(&item),
        }
    }
    commands.into_text()
}

/// What the resources of a recipe of Chef run and fetch: `execute 'a b'`, `bash` with its `code`, `remote_file` with its
/// `source`, `git` with its `repository`, `package` but for one that is removed.
pub(crate) fn chef(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    // the word that ends the script which is being read
    let mut end: Option<String> = None;
    let mut package: Option<Text> = None;
    for line in content.whole_lines() {
        let text = line.trimmed();
        if let Some(word) = &end {
            if text.as_str() == *word {
                end = None;
            } else {
                commands.line(&text);
            }
            continue;
        }
        let word = text.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        let rest = text.slice(word.len()..text.len());
        if removes(&text) {
            package = None;
            continue;
        }
        if !matches!(word, "action" | "version" | "options" | "" | "end") {
            install(package.take(), &mut commands);
        }
        match word {
            // a block is code of Ruby
            "not_if" | "only_if" if rest.trim_start().starts_with('{') => {}
            "execute" | "command" | "code" | "not_if" | "only_if" => {
                end = here_document(&rest).map(str::to_owned);
                if end.is_none() {
                    constants(&rest).iter().take(1).for_each(|it| commands.line(it));
                }
            }
            "source" | "remote_file" => fetched(&rest, "curl -O ", &mut commands),
            "repository" => fetched(&rest, "git clone ", &mut commands),
            "package" | "apt_package" | "yum_package" | "dnf_package" => {
                package = constants(&rest).into_iter().next();
            }
            _ => {}
        }
    }
    install(package, &mut commands);
    commands.into_text()
}

fn install(package: Option<Text>, commands: &mut CommandLines) {
    if let Some(package) = package {
        commands.command("apt-get install ", &package);
    }
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

fn fetched(line: &Text, program: &str, commands: &mut CommandLines) {
    for address in constants(line).iter().filter(|it| it.contains("://")) {
        commands.command(program, address);
    }
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

/// The strings of a list.
fn values(list: &Text) -> Vec<Text> {
    json(list).into_iter().map(|setting| setting.value).collect()
}

/// `RUN`, `GIT CLONE`, `ARG`, `ENTRYPOINT` … of an Earthfile.
pub(super) fn earthfile(content: &Text) -> Text {
    let goes_on = std::cell::Cell::new(false);
    each_line(content, "#", |line, out| {
        let is_rest = goes_on.replace(line.ends_with('\\'));
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let mut rest = line.slice(line.len() - rest.len()..line.len()).trimmed();
        let mut commands = CommandLines::new(line);
        match word {
            _ if is_rest => commands.line(line),
            "RUN" | "IF" | "ENTRYPOINT" | "CMD" => {
                while rest.starts_with("--") {
                    let end = rest.find(' ').unwrap_or(rest.len());
                    rest = rest.slice(end..rest.len()).trimmed();
                }
                match rest.starts_with('[') {
                    true => commands.words(&values(&rest)),
                    false => commands.line(&rest),
                }
            }
            "GIT" => {
                for url in crate::facts::url::find(&rest) {
                    commands.command("git clone ", &url.text);
                }
            }
            "FROM" => commands.command("docker run ", &rest),
            "ARG" | "LET" | "SET" | "ENV" => {
                let cut = rest.len() - rest.trim_start_matches("--required").trim_start().len();
                commands.line(&rest.slice(cut..rest.len()));
            }
            _ => {}
        }
        out.push(&commands.into_text());
    })
}

/// `%post`, `%runscript` … and `From:` of a definition of Apptainer.
pub(super) fn apptainer(content: &Text) -> Text {
    const SCRIPTS: [&str; 8] = [
        "%post",
        "%setup",
        "%pre",
        "%runscript",
        "%startscript",
        "%test",
        "%appinstall",
        "%apprun",
    ];
    let inside = std::cell::Cell::new(false);
    each_line(content, "#", |line, out| {
        let mut commands = CommandLines::new(line);
        if line.starts_with('%') {
            let name = line.split_whitespace().next().unwrap_or_default();
            inside.set(SCRIPTS.contains(&name));
        } else if inside.get() {
            commands.line(line);
        } else if let Some(image) = line.strip_prefix("From:") {
            let image = line.slice(line.len() - image.len()..line.len()).trimmed();
            commands.command("docker run ", &image);
        }
        out.push(&commands.into_text());
    })
}

/// `Image=`, `Exec=` of a Quadlet, as `podman run` starts them.
pub(super) fn quadlet(content: &Text) -> Text {
    let mut words = Text::empty(content.span());
    let of = |key: &'static str| {
        each_line(content, "#;", move |line, out| {
            if let Some(value) = line.strip_prefix(key) {
                out.push_made(" ", line.span());
                out.push(&line.slice(line.len() - value.len()..line.len()).trimmed());
            }
        })
    };
    words.push_made("podman run", content.span());
    words.push(&of("Image="));
    words.push(&of("Exec="));
    words.push_made("\n", content.span());
    words
}

#[cfg(test)]
mod tests {
    use super::{apptainer, chef, cloud_config, earthfile, quadlet, salt};
    use crate::facts::manifests::read;

    #[test]
    fn states_of_salt_run_what_their_functions_are_given() {
        let state = "{% set a = 'x' ~ 'y' %}\nid:\n  cmd.run:\n    - name: {{ a }} -o\n  git.latest:\n    - name: https://h/{{ a }}\n  file.absent:\n    - name: /z\n";
        assert_eq!(read(salt, state), "xy -o\ngit clone 'https://h/xy' \n");
    }

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
    fn a_cloud_config_runs_its_commands() {
        let text = "#cloud-config\npackages: [a]\nruncmd:\n  - [sh, -c, 'b c']\n  - d e\n  - 'f g'\nusers:\n  - name: h\n";
        assert_eq!(read(cloud_config, text), "'sh' '-c' 'b c' \nd e\nf g\n");
    }

    #[test]
    fn earthfiles_definitions_and_quadlets_are_commands() {
        let earth = "VERSION 0.8\nFROM a\nb:\n  ARG c=d\n  RUN --push e \\\n    f\n  GIT CLONE https://h/x y\n";
        assert_eq!(
            read(earthfile, earth),
            "docker run 'a' \nc=d\ne \\\nf\ngit clone 'https://h/x' \n"
        );
        let definition = "Bootstrap: docker\nFrom: a\n%post\n  b c\n%labels\n  d e\n";
        assert_eq!(read(apptainer, definition), "docker run 'a' \nb c\n");
        assert_eq!(read(quadlet, "[Container]\nImage=a/b\nExec=-o c\n"), "podman run a/b -o c\n");
    }
}
