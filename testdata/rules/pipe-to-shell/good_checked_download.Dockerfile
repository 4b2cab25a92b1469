FROM debian:12-slim
RUN curl -fsSLo /tmp/install.sh https://get.example.invalid/install.sh \
 && echo 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  /tmp/install.sh' | sha256sum -c - \
 && sh /tmp/install.sh
