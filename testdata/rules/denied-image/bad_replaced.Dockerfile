ARG BASE=registry.example.invalid/old/tool
FROM registry.example.invalid/old/runtime:1 AS build
FROM ${BASE}
COPY --from=registry.example.invalid/old/files:3 /etc/tool.conf /etc/
