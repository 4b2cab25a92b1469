FROM debian:12-slim
RUN mount -t tmpfs tmpfs /mnt && mount --bind /a /b && mount /dev/sda1 /c
RUN swift build && lxc list && drive --help
