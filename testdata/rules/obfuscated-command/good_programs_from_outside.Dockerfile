FROM debian:12-slim
ARG MAKE=make
ENV RUNNER=/opt/runner
RUN $MAKE all && "$RUNNER" --check && "$(npm bin)/tsc" --version
RUN for part in /etc/parts.d/*.sh; do "$part"; done
