FROM debian:12-slim
ENV NAME
