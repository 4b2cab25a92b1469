FROM rust:1.79-slim-bookworm
RUN cargo install core-cli store-cli --root /opt/t
