FROM alpine:3.20
COPY firewall.sh /
CMD ["sh", "/firewall.sh"]
