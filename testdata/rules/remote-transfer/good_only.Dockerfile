FROM alpine
RUN ./configure --with-site=https://files.example.invalid/a
