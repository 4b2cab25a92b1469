FROM debian:12-slim
RUN make \
