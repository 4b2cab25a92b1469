FROM debian:12-slim
INSTALL curl
