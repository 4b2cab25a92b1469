# syntax=registry.example.invalid/retired/frontend:1
FROM debian:12-slim
