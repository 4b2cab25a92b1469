//! What the bytes of files say, and what the rules make of it.

mod bytes;
