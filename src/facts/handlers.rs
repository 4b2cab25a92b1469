//! Programs that take what their words name: they fetch, install, build, move or start it. Others are only told the name, to
//! look for it, to count it or to refuse it.

use super::word_list::{Words, has};
use super::{Command, is_interpreter, packages, transfers};
use crate::shell::Via;
use crate::source::Text;

/// Programs that move, unpack, build or start what they are given, whatever the words in front of it say.
const PROGRAMS: Words = "cp mv ln install tar bsdtar gtar unzip 7z 7za 7zr 7zz unrar cpio ar rsync scp sftp dd \
    copy move xcopy robocopy ren rename copy-item move-item rename-item expand-archive mklink cd pushd chroot upx \
    patchelf make gmake cmake ninja meson scons bazel gcc g++ cc c++ clang clang++ go cargo rustc nvcc configure \
    autoreconf javac mvn gradle dotnet source . set env export exec eval start-process new-service schtasks sc nssm \
    update-alternatives crontab at batch screen tmux pm2 supervisorctl forever nomad proot unshare nsenter systemctl \
    service rc-service rc-update initctl s6-svc sv kubectl docker podman nerdctl helm crictl ctr crane skopeo buildah \
    conan eget vcpkg spack guix winget snap flatpak scoop";

/// Words that say that a program of any name takes what stands behind them.
const VERBS: Words = "add apply build clone copy create deploy download enable exec export fetch get import install \
    launch load move open pull push register restart run save shell spawn start submit sync upgrade use";

/// Verbs stand in front; more words than this are lists.
const MOST_WORDS: usize = 64;

/// The command takes what one of its arguments names, has every program load it, or writes a request for it.
pub(crate) fn takes(command: &Command, argument: &Text) -> bool {
    // the strings of a program of another language are its data: what it starts is a command of its own
    if command.shell.via == Via::Code {
        return false;
    }
    let program = command.program.as_str();
    let place = argument.span();
    let mut before = command.args().iter().take_while(|word| word.span() != place).take(MOST_WORDS);
    let mut written = command.shell.redirects.iter().map(|redirect| &redirect.target);
    has(PROGRAMS, program)
        || is_interpreter(program) && !argument.contains(char::is_whitespace)
        || packages::is_manager(program)
        || transfers::is_client(program)
        || before.any(|word| has(VERBS, word))
        || written.any(|path| path.ends_with("/ld.so.preload"))
        || argument.starts_with("GET ") && argument.contains(" HTTP/")
}
