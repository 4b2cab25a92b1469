FROM alpine
USER build-docs
