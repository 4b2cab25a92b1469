FROM debian:12-slim
RUN --device=vendor.example.invalid/gpu=all true
