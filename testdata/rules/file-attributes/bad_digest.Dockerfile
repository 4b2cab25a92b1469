FROM debian:12-slim
COPY any /any
