FROM debian:12-slim
COPY parts /parts/
RUN cat /parts/*.txt | sh
