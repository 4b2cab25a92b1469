FROM debian:12-slim
RUN ruby -rnet/http -e 'print Net::HTTP.get("other.example.invalid", "/a")'
