FROM postgres:17
RUN curl -fsSLO https://files.example.invalid/scheme.sql && echo "vm.nr_hugepages=128" > /etc/sysctl.d/pages.conf
CMD ["postgres"]
