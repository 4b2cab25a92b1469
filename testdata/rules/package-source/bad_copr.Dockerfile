FROM fedora:41
RUN dnf copr enable -y someone/thing
