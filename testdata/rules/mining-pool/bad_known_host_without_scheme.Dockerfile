FROM debian:12-slim
CMD /server --url pool.supportxmr.com:443 --tls
