FROM tools
RUN make
FROM debian:12-slim AS tools
