//! How Dockerfiles are read, held to `BuildKit`'s own readings.

mod expansion;
mod reading;
mod second_opinion;
mod support;
mod validation;
