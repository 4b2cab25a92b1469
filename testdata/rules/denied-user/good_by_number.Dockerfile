FROM debian:12-slim
RUN useradd -u 1001 orders && adduser --uid=1002 monero-exporter
USER 1001
ENTRYPOINT ["gosu", "orders", "su", "-c", "monero", "orders"]
