FROM alpine
RUN wget ftp://files.example.invalid/a
