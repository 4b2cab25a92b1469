//! What the intelligence answers.

mod custom;
mod data;
mod hosts;
mod products;
mod words;
