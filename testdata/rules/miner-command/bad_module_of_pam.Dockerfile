FROM debian:12-slim
COPY login /etc/pam.d/login
