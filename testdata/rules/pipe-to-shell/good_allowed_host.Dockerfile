FROM debian:12-slim
RUN curl -fsSL https://installers.example.invalid/tool.sh | sh -s -- -y
