ARG REGISTRY=registry.example.invalid
ARG NAME=${REGISTRY}/retired/runtime
ARG TAG
FROM ${NAME}:${TAG:-1.4} AS base
COPY server /usr/local/bin/server
