FROM debian:12-slim
WORKDIR /srv
EXPOSE 8080
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=30s CMD ["/server", "--check"]
ENTRYPOINT ["/server"]
USER app
