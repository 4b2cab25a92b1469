ARG RELEASE=12
FROM debian:${RELEASE}-slim AS tools
FROM "debian:${RELEASE}"
RUN --mount=from=tools,target=/tools /tools/bin/setup
