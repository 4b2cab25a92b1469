FROM rust:1.90
ARG CARGO_TARGET_DIR=/target
COPY . .
RUN --mount=type=cache,target=${CARGO_TARGET_DIR} \
    cargo build --locked --release && cp ${CARGO_TARGET_DIR}/release/server /usr/local/bin
RUN --mount=type=cache,target=/out go build -o /out/client ./cmd && cp /out/client /usr/local/bin/
