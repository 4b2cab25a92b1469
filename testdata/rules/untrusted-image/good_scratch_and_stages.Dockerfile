FROM debian:12-slim AS Build
FROM build AS test
RUN make check
FROM scratch
COPY --from=build /out /
COPY --from=1 /report /report
