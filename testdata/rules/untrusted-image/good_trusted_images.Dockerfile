FROM index.docker.io/library/debian:12-slim AS build
RUN make
FROM python:3.13-slim AS test
FROM registry.example.invalid/base/java/21:latest
FROM gcr.io/distroless/static-debian12
COPY --from=build /out /out
