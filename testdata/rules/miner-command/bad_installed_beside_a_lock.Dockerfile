FROM alpine:3.20
RUN apk add '!cpuminer' xmrig
