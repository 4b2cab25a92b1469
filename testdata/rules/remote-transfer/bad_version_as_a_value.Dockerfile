FROM debian:12-slim
RUN curl -sSL -A --version -o /a other.example.invalid/a
