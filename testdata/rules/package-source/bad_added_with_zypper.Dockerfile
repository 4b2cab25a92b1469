FROM debian:12-slim
RUN zypper --non-interactive ar https://rpm.example.invalid/x x
