//! The messages and the client of BuildKit's gateway, generated from `proto/gateway.proto`.

#![allow(
    missing_docs,
    unused_qualifications,
    unreachable_pub,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated code"
)]

tonic::include_proto!("moby.buildkit.v1.frontend");
