FROM debian:12 AS build
COPY . /src
RUN make -C /src
