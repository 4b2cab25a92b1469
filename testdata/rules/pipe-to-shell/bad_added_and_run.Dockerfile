FROM debian:12-slim
ADD https://code.example.invalid/setup.sh /setup.sh
RUN sh /setup.sh
