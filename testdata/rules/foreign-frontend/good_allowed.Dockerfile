# syntax=registry.example.invalid/frontends/house:2
FROM alpine
