FROM debian:12-slim
COPY work.gz other.xz /
RUN gunzip /work.gz && sh /work
RUN xzcat /other.xz | sh
