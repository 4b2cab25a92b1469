FROM alpine
# a​b
RUN true
