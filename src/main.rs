//! Picks the mode; holds no logic.

fn main() {}
