//! Command lines of package managers and what they install.

use super::super::Facts;
use super::super::place::Place;
use super::super::scripts::observe_script;
use crate::dockerfile::Keyword;
use crate::shell::{self, Language};
use crate::source::{FileId, Span, Text};

/// `manager: packages` of each installation of a script.
fn installs(script: &str) -> Vec<String> {
    let text = Text::verbatim(script, Span::new(FileId::default(), 0, script.len()));
    let mut facts = Facts::default();
    let place = Place::in_build(Keyword::Run, text.span());
    observe_script(&text, Language::default(), &shell::read_file, place, &mut facts);
    let packages = facts.packages.iter().map(|install| {
        let named: Vec<&str> = install.packages.iter().map(|package| package.as_str()).collect();
        format!("{}: {}", install.manager, named.join(" "))
    });
    packages.collect()
}

#[test]
fn the_verb_is_found_behind_options_with_values() {
    for (line, expected) in [
        ("apt-get --default-release jammy install -y curl", "apt-get: curl"),
        ("apt-get --a-new-option value install curl", "apt-get: curl"),
        ("apt-get --a-new-option update install curl", "apt-get: curl"),
        ("dnf --setopt x=1 -y install curl", "dnf: curl"),
        ("apk --wait 10 add curl", "apk: curl"),
        ("pip --exists-action w install x", "pip: x"),
        ("pip3.12 install -qr requirements.txt", "pip: "),
        ("npm --omit dev install", "npm: "),
        ("cargo +nightly -Z unstable install x", "cargo: x"),
        ("go -C /src install example.invalid/x@v1", "go: example.invalid/x@v1"),
        ("uv --directory /x pip install y", "uv: y"),
        ("yarn --network-timeout 600000", "yarn: "),
        ("bundle install --jobs 20", "bundle: "),
        ("dotnet add app.csproj package Some", "dotnet: Some"),
        ("pnpm env use --global 20", "pnpm: 20"),
        ("gobrew use 1.22", "gobrew: 1.22"),
        ("ruby-install ruby 3.3", "ruby-install: ruby 3.3"),
        ("jbang tool@example.invalid", "jbang: "),
        ("zig fetch x", "zig: x"),
    ] {
        assert_eq!(installs(line), [expected], "{line}");
    }
}

#[test]
fn what_a_manager_does_not_list_installs() {
    for line in [
        "apt-get some-verb x",
        "conan create .",
        "alien -i a.rpm",
        "abuild -r",
        "apt-get -y $(cat /v) x",
        "apt-get -y dist-upgrade",
        "apt-get remove curl+",
        "zypper rm +curl",
        "apt-get download x",
        "yum update",
        "apk upgrade",
        "apk fetch x",
        "pip wheel x",
        "npm pack x",
        "npm init some-app",
        "pacman -Syu",
        "pacman -yS x",
        "dpkg -BEi a.deb",
        "rpm -vih a.rpm",
        "emerge x",
        "nix-env -iA x",
        "gem update --system",
        "mix do deps.get, compile",
        "conda update --all",
        "mvn package",
        "./gradlew build",
        "sh ./mvnw package",
        "bash -c 'npx x'",
    ] {
        assert_eq!(installs(line).len(), 1, "{line}");
    }
}

#[test]
fn other_verbs_install_nothing() {
    for line in [
        "apt-get -y remove install",
        "apt-get -o A=b update",
        "apt-get $OPTIONS update",
        "apt-get --a-new-option update",
        "apt-get remove g++",
        "apt-get --version",
        "pip --disable-pip-version-check list",
        "npm --silent run build",
        "npm init -y",
        "yarn build",
        "pnpm -r test",
        "bundle exec rake",
        "pacman -Sy",
        "pacman -Scc",
        "rpm -qi x",
        "rpm --import /key",
        "dpkg -l",
        "dpkg --print-architecture",
        "go test ./...",
        "cargo build --offline",
        "dotnet app.dll",
        "dotnet test --no-restore",
        "dotnet nuget locals all --clear",
        "opam config env",
        "choco feature disable -n=x",
        "rustup show",
        "nvm use 20",
        "python3 -m venv /v",
        "python3 -c 'import pip; print(pip.__version__)'",
        "Rscript -e 'print(1)'",
        "php artisan install",
        "poetry run install",
    ] {
        assert_eq!(installs(line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn managers_behind_interpreters_and_in_texts_have_their_names() {
    for (line, expected) in [
        ("python3 -m pip install x", "pip: x"),
        ("python3 -mpip install x", "pip: x"),
        ("python3 -Im pip install x", "pip: x"),
        ("python3 -X dev -m pip install x", "pip: x"),
        ("python3 setup.py develop", "setup.py: "),
        ("php /usr/bin/composer.phar require a/b", "composer: a/b"),
        ("ruby -S gem install x", "gem: x"),
        ("perl /usr/bin/cpanm X", "cpanm: X"),
        ("Rscript -e \"install.packages('x')\"", "r: "),
        ("julia -e 'using Pkg; Pkg.add(\"X\")'", "julia: "),
        ("python3 -c \"import pip; pip.main(['install','x'])\"", "pip: "),
        ("chef-apply -e 'package \"x\"'", "puppet: "),
        ("cp /usr/bin/pip3 /tmp/p && /tmp/p install x", "pip3: x"),
    ] {
        assert_eq!(installs(line), [expected], "{line}");
    }
}

#[test]
fn a_build_counts_until_the_stage_has_fetched() {
    assert_eq!(installs("go build ./... && go build ./cmd/..."), ["go: "]);
    assert_eq!(installs("go mod download && go build ./..."), ["go: "]);
    assert_eq!(
        installs("go mod download && go run example.invalid/x@latest"),
        ["go: ", "go: example.invalid/x@latest"]
    );
    assert_eq!(installs("dotnet restore && dotnet publish -c Release"), ["dotnet: "]);
}
