FROM debian:12-slim
RUN curl -f http://127.1/ && curl -f 'http://[::1]:8080/' && wget -qO- http://0x7f000001/ && curl localhost:8080
RUN nc -z -w 2 localhost 8080
