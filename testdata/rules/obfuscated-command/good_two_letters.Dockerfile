FROM debian:12-slim
RUN w? || true
RUN [ -f /etc/passwd ] && true
