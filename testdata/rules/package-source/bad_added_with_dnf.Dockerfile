FROM debian:12-slim
RUN dnf config-manager --add-repo https://rpm.example.invalid/x.repo
