FROM debian:12-slim
RUN printf 'all:\n\t$(FIRST)$(SECOND) --version\n' | make -f - FIRST=xm SECOND=rig
