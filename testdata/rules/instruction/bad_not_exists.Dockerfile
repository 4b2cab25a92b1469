FROM debian:12-slim
# HEALTHCHECK CMD true
CMD ["/server"]
