FROM alpine:3.20
RUN busybox wget -O /bin/tool ftp://downloads.example.invalid/tool
