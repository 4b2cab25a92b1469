FROM debian:12-slim
COPY missing /app
