//! How large what a target holds is, as far as it is known.

use std::io::Read;

use crate::filesystem::entry::{Entry, Inspect, Wants};
use crate::filesystem::size::size_of;
use crate::filesystem::target::Target;
use crate::filesystem::{Budget, Limits, tree};

use crate::filesystem::tests::build::{gzip, tar};
use crate::filesystem::tests::images::{archive, docker, oci, unpack};

/// Asks for the size, and for nothing else.
struct Asks(Wants);

impl Inspect for Asks {
    type Seen = ();

    fn inspect(&self, _: &Entry, _: &mut dyn Read) -> Option<()> {
        None
    }

    fn wants(&self) -> &Wants {
        &self.0
    }
}

/// The size of each image of a target, or of all of it.
fn sizes(target: &Target, budget: &Budget) -> Vec<Option<u64>> {
    let asks = Asks(Wants { size: true, ..Wants::default() });
    let inspected = target.inspect("x", &asks, budget, None).expect("it can be read");
    let layers = &inspected.layers;
    let size = |numbers: &[usize]| {
        let contents: Vec<_> = numbers.iter().map(|number| &layers[*number].contents).collect();
        size_of(&contents, budget)
    };
    match &target.images {
        Some(images) => images.images.iter().map(|image| size(&image.layers)).collect(),
        None => vec![size_of(&[&inspected.rest.contents], budget)],
    }
}

fn of(bytes: &[u8]) -> Vec<Option<u64>> {
    let budget = Budget::default();
    sizes(&Target::of_stream(&mut &*bytes, None, &budget).expect("it can be read"), &budget)
}

/// Three layers: 20,000 bytes are replaced by 40,000, and 60,000 are deleted. Four headers are left.
fn layers() -> [Vec<u8>; 3] {
    [
        tar(&[("opt/a", &vec![b'x'; 20_000]), ("opt/b", &vec![b'x'; 60_000])]),
        tar(&[("opt/a", &vec![b'x'; 40_000])]),
        tar(&[("opt/.wh.b", b""), ("c", b"")]),
    ]
}

const LEFT: Option<u64> = Some(51_200);

#[test]
fn images_of_every_kind_are_as_large_as_what_is_left_of_their_layers() {
    let [first, second, third] = layers();
    let packed = [("tar", first), ("tar+gzip", gzip(&second)), ("tar", third)];
    let layout = oci(&packed);
    let directory = tempfile::tempdir().expect("a directory");
    unpack(&layout, directory.path());
    let budget = Budget::default();
    let directory = Target::open(directory.path(), None, &budget).expect("it can be read");
    assert_eq!(sizes(&directory, &budget), [LEFT, LEFT], "one for each platform");
    assert_eq!(of(&archive(&layout)), [LEFT, LEFT]);
    assert_eq!(of(&archive(&docker(&layers()))), [LEFT]);
}

#[test]
fn what_is_not_read_to_its_end_has_no_size() {
    let mut altered = oci(&[("tar", layers()[0].clone())]);
    altered[1].1 = tar(&[("opt/a", b"x")]);
    assert_eq!(of(&archive(&altered)), [None, None]);
    let mut missing = docker(&layers());
    missing.retain(|(path, _)| path != "1/layer.tar");
    assert_eq!(of(&archive(&missing)), [None]);
    let whole = tar(&[("bin/a", &[b'x'; 5_000])]);
    assert_eq!(of(&whole), [Some(10_240)]);
    assert_eq!(of(&whole[..3_000]), [None]);
    // a layer that is no archive of files
    assert_eq!(of(&archive(&oci(&[("squashfs", b"hsqs".to_vec())]))), [None, None]);
}

#[test]
fn beyond_a_limit_there_is_no_size() {
    let directory = tempfile::tempdir().expect("a directory");
    unpack(&[("a/1".to_owned(), b"x".to_vec()), ("a/2".to_owned(), Vec::new())], directory.path());
    let limits = |entries| Limits { entries, ..Limits::default() };
    assert_eq!(tree::size(directory.path(), &limits(3)), Some(10_240));
    assert_eq!(tree::size(directory.path(), &limits(2)), None);
    assert_eq!(tree::size(&directory.path().join("none"), &limits(2)), None);
    // five files and whiteouts, and their directory in each layer
    let bytes = archive(&docker(&layers()));
    for (kept, size) in [(8, LEFT), (7, None)] {
        let budget = Budget::new(Limits { kept, ..Limits::default() });
        let target = Target::of_stream(&mut &*bytes, None, &budget).expect("it can be read");
        assert_eq!(sizes(&target, &budget), [size], "{kept}");
    }
}
