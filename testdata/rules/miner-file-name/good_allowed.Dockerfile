FROM debian:12-slim
COPY vendor /vendor
