# syntax=docker/dockerfile:1.18
FROM alpine
