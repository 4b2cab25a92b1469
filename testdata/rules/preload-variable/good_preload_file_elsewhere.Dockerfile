FROM debian:12-slim
WORKDIR /srv
RUN echo /usr/local/lib/libcache.so > ld.so.preload && cp ld.so.preload /opt/etc/
COPY conf/ld.so.preload .
