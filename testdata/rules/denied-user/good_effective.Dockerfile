FROM alpine
USER build-7
USER app
