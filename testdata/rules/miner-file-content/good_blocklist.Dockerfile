FROM debian:12-slim
COPY lists /etc/dns/
