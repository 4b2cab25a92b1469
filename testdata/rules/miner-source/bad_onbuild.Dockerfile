FROM debian:12-slim
ONBUILD RUN git -C /opt clone https://github.com/JayDDee/cpuminer-opt
