FROM debian:12-slim
COPY . /src
RUN make -C /src
