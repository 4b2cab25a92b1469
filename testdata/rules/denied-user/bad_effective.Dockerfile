FROM alpine
USER app
USER build-7
