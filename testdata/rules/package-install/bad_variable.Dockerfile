FROM alpine:3.20
ARG ADD="apk add"
RUN $ADD --virtual .build git make
