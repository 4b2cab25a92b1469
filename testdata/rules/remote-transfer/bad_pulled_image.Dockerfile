FROM debian:12-slim
RUN ctr image pull other.example.invalid/x:1
