FROM golang:1.24
COPY . /src
RUN cd /src && go build
