FROM alpine
RUN ./prepare --mirror https://files.example.invalid/a
