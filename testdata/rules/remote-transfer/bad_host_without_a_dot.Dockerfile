FROM debian:12-slim
RUN nc files 80 > /a
