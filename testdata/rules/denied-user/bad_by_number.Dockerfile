FROM debian:12-slim
RUN useradd --uid 1001 --create-home monero
USER 1001:1001
