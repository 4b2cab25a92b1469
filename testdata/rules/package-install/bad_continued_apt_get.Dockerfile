FROM debian:12-slim
RUN apt-get update \
    # what the build needs
 && DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 -y \
      --no-install-recommends install \
      curl git
