FROM debian:12-slim
COPY --forward=yes a /b
