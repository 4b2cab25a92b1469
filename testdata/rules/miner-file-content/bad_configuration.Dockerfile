FROM debian:12-slim
ARG FILE=settings
COPY conf/${FILE}.txt /etc/app/
