FROM debian:12-slim
ONBUILD COPY --from=internal/legacy:3 /opt/app /opt/app
