FROM debian:12-slim AS xmrig
RUN make
FROM scratch
COPY --from=XMRIG /out /out
COPY --from=0 /etc/passwd /etc/passwd
