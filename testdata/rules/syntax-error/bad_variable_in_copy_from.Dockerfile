ARG STAGE=build
FROM debian:12-slim AS build
COPY --from=$STAGE /a /b
