FROM debian:12-slim
RUN curl -o artifacts.example.invalid other.example.invalid/a
