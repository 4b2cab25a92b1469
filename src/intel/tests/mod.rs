//! What the intelligence answers.

mod config_keys;
mod custom;
mod data;
mod hosts;
mod products;
mod words;
