FROM golang:1.22
WORKDIR /src
COPY . .
RUN go test ./... && go build -o /detect .
