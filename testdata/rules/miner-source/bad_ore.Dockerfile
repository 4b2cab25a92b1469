FROM rust:1.79-slim-bookworm
RUN cargo install ore-cli --version 2.3.0 --root /opt/t
