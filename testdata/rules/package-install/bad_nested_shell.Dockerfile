FROM alpine:3.20
RUN set -e; if true; then sh -c "apk --no-cache add git"; fi
