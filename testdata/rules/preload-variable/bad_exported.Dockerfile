FROM debian:12-slim
CMD export LD_PRELOAD=/usr/local/lib/libcache.so; exec nginx -g 'daemon off;'
