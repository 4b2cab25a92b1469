//! Verdicts on Anchore policies, held to cases.

mod bundle;
mod cases;

use bundle::bundle;
