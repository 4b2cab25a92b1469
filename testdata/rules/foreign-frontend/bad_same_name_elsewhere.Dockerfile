# syntax=docker.example.invalid/docker/dockerfile:1
FROM debian:12-slim
