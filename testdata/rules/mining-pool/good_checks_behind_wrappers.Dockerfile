FROM alpine:3.20
RUN timeout 5 openssl s_client -connect pool.supportxmr.com:443 </dev/null && exit 1 || true
RUN sudo -u nobody timeout 3 nc -z pool.supportxmr.com 3333 && exit 1 || true
COPY crontab /crontab
CMD ["supercronic", "/crontab"]
