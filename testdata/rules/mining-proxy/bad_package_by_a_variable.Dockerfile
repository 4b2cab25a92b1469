FROM nixos/nix
ARG PROGRAM=xmrig-proxy
RUN nix-env -i ${PROGRAM}
