FROM debian:12-slim
COPY . /src
WORKDIR /src
RUN make install DESTDIR=/out
RUN cargo build --release --locked && go build ./... && npm run build && npm test && gem list
RUN install -m 755 server /usr/local/bin/ && pip --version
