//! The readers of files: directories, archives and images that the tests build themselves, hostile ones included.

mod archives;
mod build;
mod carried;
mod file_systems;
mod hostile;
mod images;
mod recorder;
mod sizes;
mod tree;
