//! RPM's own format, `Packages.db` (`lib/backend/ndb/rpmpkg.c` of RPM): slots in front, each with the place of a header.

use crate::filesystem::bytes::Bytes;
use crate::filesystem::rpm::Each;

pub(crate) const MAGIC: &[u8] = b"RpmP";
const SLOT: &[u8] = b"Slot";
const BLOB: &[u8] = b"BlbS";

const SLOT_PAGE: usize = 4096;
/// Bytes of a slot, of the head of a header, and the unit of their offsets.
const UNIT: usize = 16;
/// The file's own head takes the place of the first two slots.
const HEAD: usize = 2 * UNIT;

pub(crate) fn read(file: Bytes<'_>, each: &mut Each<'_>) -> Option<()> {
    if file.le32(4)? != 0 {
        return None; // a version that is not known
    }
    let slots_end = (file.le32(12)? as usize).checked_mul(SLOT_PAGE)?;
    let slots = file.range(HEAD, slots_end.checked_sub(HEAD)?)?;
    let mut left = file.0.len();
    for slot in slots.chunks_exact(UNIT).map(Bytes) {
        if !slot.starts_with(SLOT) {
            return None;
        }
        let package = slot.le32(4)?;
        if package == 0 {
            continue;
        }
        let start = (slot.le32(8)? as usize).checked_mul(UNIT)?;
        let head = Bytes(file.range(start, UNIT)?);
        let length = head.le32(12)? as usize;
        if !head.starts_with(BLOB) || head.le32(4)? != package {
            return None;
        }
        // slots that share their headers would make a small file a large one
        left = left.checked_sub(length)?;
        each(file.range(start + UNIT, length)?)?;
    }
    Some(())
}
