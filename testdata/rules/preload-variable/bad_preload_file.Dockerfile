FROM debian:12-slim
RUN echo /usr/local/lib/libcache.so >> /etc/ld.so.preload
