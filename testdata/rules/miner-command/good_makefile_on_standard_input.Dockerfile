FROM debian:12-slim
RUN printf 'all:\n\t$(FIRST)$(SECOND) --version\n' | make -f - FIRST=g SECOND=cc
ENV ENV=/etc/start
CMD ["sh", "-i"]
