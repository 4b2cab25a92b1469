FROM debian:12-slim
RUN curl -o /a http://127.0.0.1.example.invalid/a
