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
    (&["hcl"], &["packer", "nomad", "terragrunt"]),
    (&["nomad"], &["nomad"]),
    (&["nf"], &["nextflow"]),
    (&["snakefile", "smk"], &["snakemake"]),
    (
        &["configure.ac", "configure.in", "m4"],
        &["m4", "autoconf", "autoreconf", "aclocal", "sh", "bash", "make"],
    ),
    (&[".pre-commit-config.yaml"], &["pre-commit", "prek"]),
    (&["dodo.py"], &["doit"]),
    (&["jenkinsfile"], &["jenkins", "jenkinsfile-runner"]),
    (&["vagrantfile"], &["vagrant"]),
    (&["tiltfile"], &["tilt"]),
];

/// The programs that read the build file at this path; `None` if it is none of which that is known.
pub(crate) fn tools(path: &str) -> Option<&'static [&'static str]> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_called = |names: &[&str]| names.contains(&name.as_str()) || names.contains(&ending);
    TOOLS.iter().find(|(names, _)| is_called(names)).map(|(_, tools)| *tools)
}
