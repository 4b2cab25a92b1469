//! Which programs read a build file: without one of them its commands do not run.

/// File names of build files, or how they end behind a dot, and the programs that read them, lower-case. A build file that
/// is not here may be read by anything.
const TOOLS: &[(&[&str], &[&str])] = &[
    (
        &["makefile", "gnumakefile", "bsdmakefile", "kbuild", "mk", "mak", "make", "am"],
        &[
            "make",
            "gmake",
            "bmake",
            "pmake",
            "remake",
            "emmake",
            "makepp",
            "mingw32-make",
            "nmake",
            "checkinstall",
            "dpkg-buildpackage",
            "debuild",
            "rpmbuild",
            "abuild",
            "makepkg",
            "dkms",
            "autoreconf",
            "bear",
            "scan-build",
            "intercept-build",
        ],
    ),
    (
        &["cmakelists.txt", "cmakepresets.json", "cmake"],
        &["cmake", "ccmake", "ctest", "cpack", "emcmake", "conan", "vcpkg"],
    ),
    (&["justfile", ".justfile", "just"], &["just"]),
    (
        &["csproj", "fsproj", "vbproj", "vcxproj", "targets", "props"],
        &["dotnet", "msbuild", "xbuild", "nuget", "devenv"],
    ),
    (&["spec"], &["rpmbuild", "rpmspec", "mock", "tito", "fedpkg"]),
    (
        &["build.bazel", "workspace.bazel", "module.bazel", "buck", "workspace", "bzl"],
        &["bazel", "bazelisk", "blaze", "buck", "buck2", "pants", "please", "plz", "make"],
    ),
    (&["ninja"], &["ninja", "ninja-build", "samu", "cmake", "meson", "n2"]),
    (&["tf"], &["terraform", "tofu", "terragrunt"]),
    (&["hcl"], &["packer", "nomad", "terragrunt", "consul", "vault", "consul-template"]),
    (&["def"], &["apptainer", "singularity"]),
    (&["bb"], &["bitbake", "kas"]),
    (&["earthfile"], &["earthly", "earth"]),
    (&["sls"], &["salt-call", "salt-ssh", "salt-minion", "salt-master", "salt"]),
    (&["ipynb"], &["jupyter", "jupyter-nbconvert", "papermill", "ipython", "nbconvert"]),
    (&[".gitlab-ci.yml"], &["gitlab-runner", "gitlab-ci-local"]),
    (&[".drone.yml"], &["drone"]),
    (&[".woodpecker.yml"], &["woodpecker", "woodpecker-cli"]),
    (&["nomad"], &["nomad"]),
    (&["nf"], &["nextflow"]),
    (
        &["tex", "ltx", "sty", "cls", "dtx"],
        &[
            "tex", "latex", "pdftex", "pdflatex", "xetex", "xelatex", "luatex", "lualatex",
            "latexmk", "arara", "tectonic", "texi2pdf", "texi2dvi", "rubber", "context", "uplatex",
            "platex", "ptex", "make",
        ],
    ),
    (
        &["rmd", "qmd", "rnw", "rtex", "rhtml"],
        &["Rscript", "R", "quarto", "littler", "knitr", "pandoc", "make"],
    ),
    (&["org"], &["emacs", "emacs-nox"]),
    (&["snakefile", "smk"], &["snakemake"]),
    (
        &["configure.ac", "configure.in", "m4"],
        &["m4", "autoconf", "autoreconf", "aclocal", "sh", "bash", "make"],
    ),
    (&[".pre-commit-config.yaml"], &["pre-commit", "prek"]),
    (&["lefthook.yml", "lefthook.yaml", ".lefthook.yml"], &["lefthook"]),
    (&["bats"], &["bats"]),
    (&["robot"], &["robot", "pabot"]),
    (&["gradle", "gradle.kts"], &["gradle", "gradlew"]),
    (&["pom.xml"], &["mvn", "mvnw"]),
    (&["build.xml"], &["ant"]),
    (&["dodo.py"], &["doit"]),
    (&["do"], &["redo", "redo-ifchange", "redo-sh"]),
    (&["build.mill", "build.sc"], &["mill", "amm"]),
    (&["rexfile"], &["rex", "rexify"]),
    (&["moon.yml", "moon.yaml"], &["moon"]),
    (
        &[".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml"],
        &["goreleaser"],
    ),
    (&["wrangler.toml"], &["wrangler", "npx", "npm", "pnpm", "yarn", "bunx"]),
    (&["devbox.json"], &["devbox"]),
    (&["sconstruct", "sconscript"], &["scons"]),
    (&["wscript"], &["waf", "python", "python3"]),
    (&["noxfile.py"], &["nox"]),
    (&["fabfile.py"], &["fab"]),
    (&["conanfile.py"], &["conan", "cmake"]),
    (&["xmake.lua"], &["xmake"]),
    (&["premake5.lua"], &["premake5"]),
    (&["jenkinsfile"], &["jenkins", "jenkinsfile-runner"]),
    (&["vagrantfile"], &["vagrant"]),
    (&["tiltfile"], &["tilt"]),
];

/// Endings and names of files whose words are commands only for the tool that reads them: without it they may be anything.
pub(super) const QUOTED: &[&str] = &[
    "build.bazel",
    "buck",
    "workspace",
    "module.bazel",
    "bzl",
    "bazel",
    "m4",
    "ac",
    "in",
    "ninja",
    "smk",
    "nf",
    "tf",
    "hcl",
    "nomad",
    "tex",
    "ltx",
    "sty",
    "cls",
    "dtx",
    "rmd",
    "qmd",
    "rnw",
    "rtex",
    "rhtml",
    "org",
    "snakefile",
    "def",
    "bb",
    ".gitlab-ci.yml",
    ".drone.yml",
    ".woodpecker.yml",
    ".goreleaser.yaml",
    ".goreleaser.yml",
    "goreleaser.yaml",
    "goreleaser.yml",
    "moon.yaml",
    "moon.yml",
    "wrangler.toml",
    "do",
    "bats",
    "robot",
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
];

/// The programs that read the build file at this path; `None` if it is none of which that is known.
pub(crate) fn tools(path: &str) -> Option<&'static [&'static str]> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_called = |names: &[&str]| names.contains(&name.as_str()) || names.contains(&ending);
    TOOLS.iter().find(|(names, _)| is_called(names)).map(|(_, tools)| *tools)
}

/// Manifests that are read whether or not a command names their tool, with it.
const MANAGERS: &[(&str, &[&str])] = &[
    ("package.json", &["npm", "npx", "yarn", "pnpm", "bun", "deno"]),
    ("composer.json", &["composer"]),
    (".txt", &["pip", "pip3", "uv"]),
];

/// One of the programs that read the manifest or build file at this path is run.
pub(crate) fn has_tool(path: &str, is_run: impl Fn(&str) -> bool) -> bool {
    let managers = MANAGERS.iter().find(|(end, _)| path.ends_with(end)).map(|(_, tools)| *tools);
    managers.or_else(|| tools(path)).is_some_and(|tools| tools.iter().any(|tool| is_run(tool)))
}
