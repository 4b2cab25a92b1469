FROM debian:12-slim
USER monero
RUN ./configure
USER app
