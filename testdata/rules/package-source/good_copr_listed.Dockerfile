FROM fedora:41
RUN dnf copr list
