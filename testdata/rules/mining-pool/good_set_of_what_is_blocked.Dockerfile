FROM alpine:3.20
COPY egress.sh names.txt /
ENTRYPOINT ["/egress.sh"]
