FROM debian:12-slim
RUN curl -fsSLo /usr/local/bin/tool downloads.example.invalid/tool
