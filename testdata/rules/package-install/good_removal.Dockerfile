FROM alpine:3.20
RUN apk del --purge .build && apk info && rm -rf /var/cache/apk/*
COPY install.sh apt-get.md /usr/share/doc/
