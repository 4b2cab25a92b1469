FROM debian:12-slim
RUN curl -fsSO https://artifacts.example.invalid@downloads.example.invalid/tool
