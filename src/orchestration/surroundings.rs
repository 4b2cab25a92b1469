//! What lies beside a file that starts containers. Opens no file itself.

use crate::facts::ContextFiles;

/// The files around one that names others; paths are told from its directory.
pub(crate) trait Surroundings {
    /// The bytes of a file, if it can be read and is no larger than a Dockerfile may be.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// True if something lies there, whether it can be read or not.
    fn is_there(&self, path: &str) -> bool;

    /// The name of a file as shown to people.
    fn shown(&self, path: &str) -> String;

    /// The files that a build is given: the context in a directory, for the Dockerfile at a path.
    fn context<'c>(&'c self, directory: &str, dockerfile: &str) -> Box<dyn ContextFiles + 'c>;

    /// The directory of the file, told from the root of its repository; empty for the root itself.
    fn below_root(&self) -> String;

    /// The files of the repository, the work tree of those who run something in it: those that commands name.
    fn checkout<'c>(&'c self) -> Box<dyn ContextFiles + 'c>;

    /// The files that containers are given by mounts: those that commands name.
    fn mounts<'c>(&'c self) -> Box<dyn ContextFiles + 'c>;
}
