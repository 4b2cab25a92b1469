FROM debian:12-slim
ENV LD_AUDIT /usr/local/lib/libcache.so
