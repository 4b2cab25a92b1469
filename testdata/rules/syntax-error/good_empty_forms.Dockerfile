FROM scratch
COPY --from=debian:12-slim /bin/true /
HEALTHCHECK NONE
ENTRYPOINT []
CMD []
