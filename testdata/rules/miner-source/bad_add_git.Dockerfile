FROM debian:12-slim
ADD https://github.com/pooler/cpuminer.git#v2.5.1 /src
