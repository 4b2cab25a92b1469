FROM debian:12-slim
RUN curl -fsSL https://get.example.invalid/install.sh | sh
