// syntax=registry.example.invalid/tools/frontend:1
FROM debian:12-slim
