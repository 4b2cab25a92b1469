//! What the table of programs says of a program that has a grammar of its own. What each does stands in the file that it
//! is named after.

/// Commands of the shell itself (`builtins`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Builtin {
    Alias,
    Cd,
    Command,
    Eval,
    Getopts,
    Hash,
    Printf,
    Pwd,
    Read,
    ReadArray,
    Set,
    /// Its standard input is run by a shell: `at`, `batch`.
    Shellish,
    Shift,
    Source,
    /// `[`, `test`: whether one holds, `conditions` works out.
    Test,
    Trap,
    Unset,
}

/// Programs that run the command that they are given (`command_runners`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Special {
    /// The command stands behind `--`, or behind the last option.
    AfterDashes,
    Env,
    Find,
    Flock,
    Parallel,
    Screen,
    /// `script -c TEXT`
    DashC,
    StartStopDaemon,
    Su,
    Tmux,
    Watch,
    Xargs,
}

/// Programs that read and write files (`file_tools`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum FileTool {
    /// `cp`, `mv`
    Copy,
    Dd,
    /// `git`, which may apply patches.
    Git,
    Install,
    /// `ln`: relative sources of symbolic links count from the link.
    Link,
    Patch,
    /// `sed`, which may change files in place.
    Sed,
    /// `rsync`, which may run a program to get to the other side.
    Synchronise,
    Tee,
    /// `gunzip`, `xz -d`, which put what they unpack in the place of the file.
    Unpack,
}
