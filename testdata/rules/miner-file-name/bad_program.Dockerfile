FROM debian:12-slim
ADD deep /opt
