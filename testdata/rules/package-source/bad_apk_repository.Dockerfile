FROM alpine:3.20
RUN apk add --no-cache -X http://packages.example.invalid/edge/testing tool
