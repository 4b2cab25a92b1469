FROM debian:12-slim
COPY . /src
RUN ant -f /src/build.xml
