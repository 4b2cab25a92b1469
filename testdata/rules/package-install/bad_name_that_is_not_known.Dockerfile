FROM debian:12-slim
ARG MORE
RUN apt-get install -y curl $MORE
RUN apt-get install -y $MORE
