FROM debian:12-slim AS build
FROM registry.example.invalid/retired-not/runtime:1
COPY --from=build /etc/os-release /etc/build-release
