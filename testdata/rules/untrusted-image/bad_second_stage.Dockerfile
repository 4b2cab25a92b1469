FROM debian:12-slim AS build
RUN make
FROM busybox
COPY --from=build /out /out
