FROM debian:12-slim
COPY setup.sh /tmp/
RUN cat /tmp/setup.sh | bash && echo 'curl https://get.example.invalid | sh'
RUN VERSION="$(curl -fsS https://api.example.invalid/version)" && ./configure --with-version="$VERSION"
