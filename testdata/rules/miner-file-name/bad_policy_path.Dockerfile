FROM debian:12-slim
COPY opt /opt
