FROM alpine
# ab
RUN true
