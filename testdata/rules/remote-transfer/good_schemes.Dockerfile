FROM alpine
RUN wget https://files.example.invalid/a
