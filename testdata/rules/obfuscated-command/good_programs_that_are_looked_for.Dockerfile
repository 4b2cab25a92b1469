FROM debian:12
RUN $(which git) --version && $(command -v gfind find | head -n 1) /srv -name x
RUN if $(grep -q root /etc/passwd); then echo yes; fi
RUN until $(curl --silent --output /dev/null http://localhost:8080); do sleep 1; done
RUN for python in /usr/bin/python3*; do "$python" -m compileall /srv; done
RUN eval "set -- $(printf '%s\n' "$OPTIONS" | xargs -n1 | tr '\n' ' ')" '"$@"'
RUN git() { command git --no-pager "$@"; }; git log
COPY <<"EOF" /usr/bin/browser
#!/bin/bash
exec -a "$0" "$HERE/browser" --no-sandbox "$@"
EOF
CMD ["/usr/bin/browser"]
