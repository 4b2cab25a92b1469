FROM debian:12-slim AS build
RUN make
FROM Build
COPY --from=BUILD /out /out
