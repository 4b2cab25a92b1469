FROM debian:12
RUN printf 'GET /health HTTP/1.0\r\n\r\n' | nc 127.0.0.1 8080
RUN echo "xmrig is not here"; echo "GET rid of xmrig"
