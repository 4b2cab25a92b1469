# syntax=docker/dockerfile:1
FROM fedora:41
COPY --chmod=755 <<"EOF" /usr/local/bin/setup
#!/bin/bash
dnf -y install git
EOF
RUN setup
