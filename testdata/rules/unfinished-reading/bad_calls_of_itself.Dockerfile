FROM debian:12-slim
RUN f() { mkdir "/cache/$1"; f "$1-a"; f "$1-b"; f "$1-c"; }; f x
