//! The gate against a gateway in this process: what it asks, what it returns, and that it fails closed.

mod attached;
mod attestation;
mod brought;
mod contexts;
mod files;
mod gateway;
mod graph;
mod handed_on;
mod looks;
mod made;
mod once;
mod request;
mod rulebooks;
mod seen;
mod shown;
mod shut;
mod steps;
mod wire;
