FROM debian:12-slim
WORKDIR /etc
RUN sed -i '1i /usr/local/lib/libcache.so' ld.so.preload
