# syntax=docker/dockerfile:1
FROM scratch
COPY server /server
