FROM debian:12-slim
COPY parts /parts/
RUN find /parts -name "*.dat" | xargs -n1 sh
