FROM debian:12-slim
RUN useradd --system --create-home monero
USER monero
