FROM debian:12-slim
RUN make --eval='FIRST = xm' --eval='all: ; $(FIRST)rig --version'
