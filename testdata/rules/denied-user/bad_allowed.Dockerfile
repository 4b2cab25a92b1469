FROM alpine
USER build-docs2
