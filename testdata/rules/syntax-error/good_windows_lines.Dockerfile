FROM debian:12-slim
RUN echo one \
    two
RUN <<EOF
make
EOF
CMD ["/bin/sh"]