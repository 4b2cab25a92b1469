# syntax=docker/dockerfile:1.17
FROM alpine
