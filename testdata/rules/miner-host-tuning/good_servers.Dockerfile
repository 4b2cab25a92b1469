# wrmsr -a 0x1a4 0xf
FROM debian:12-slim
RUN echo 'net.core.somaxconn = 1024' > /etc/sysctl.d/50-service.conf \
 && echo 'vm.max_map_count = 262144' >> /etc/sysctl.d/50-service.conf
CMD sysctl -w net.ipv4.ip_forward=1 && exec nice -n 19 /server
