FROM debian:12-slim
RUN curl -sSf -o /tmp/rustup.sh https://sh.rustup.rs
