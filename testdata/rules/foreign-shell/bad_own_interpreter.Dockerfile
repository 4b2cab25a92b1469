FROM debian:12-slim
COPY interpreter /usr/local/bin/
SHELL ["/usr/local/bin/interpreter", "-c"]
RUN make install
