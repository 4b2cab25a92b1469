FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN go build -o /out/relay .

FROM debian:12-slim
COPY --from=build /out/relay /usr/bin/relay
CMD ["relay"]
