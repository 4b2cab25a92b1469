FROM debian:12-slim AS build
COPY . /src
RUN sbt assembly
