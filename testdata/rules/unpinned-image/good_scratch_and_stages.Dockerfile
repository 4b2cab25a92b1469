ARG BASE=debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
FROM ${BASE} AS build
RUN make
FROM scratch
COPY --from=build /out /
