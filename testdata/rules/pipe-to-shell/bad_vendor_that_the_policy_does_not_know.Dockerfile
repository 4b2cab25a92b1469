FROM debian:12-slim
RUN curl -sSf https://sh.rustup.rs | sh -s -- -y
