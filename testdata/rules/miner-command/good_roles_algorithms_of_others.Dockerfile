FROM debian:12-slim
RUN /opt/kdf --algo scrypt --user x --server kms.example.invalid:443 && /opt/hash --algo argon2id --server kms.example.invalid:443 --user x
CMD ["/opt/remote", "-a", "x11", "-u", "x", "-o", "desk:6000"]
