FROM fedora:40
RUN echo excludepkgs=xmrig,cpuminer >> /etc/dnf/dnf.conf && dnf -y upgrade
RUN dnf -y upgrade -x xmrig && dnf versionlock exclude xmrig
RUN dnf config-manager --save --setopt=excludepkgs=xmrig
RUN sed -i 's/^#IgnorePkg.*/IgnorePkg = xmrig/' /etc/pacman.conf
RUN zypper addlock xmrig
RUN apk add '!xmrig' nginx
RUN printf 'match_type: glob\nsolvable_name: xmrig\n' >> /etc/zypp/locks
RUN printf 'Package: xmrig\nPin: release *\nPin-Priority: -1\n' > /etc/apt/preferences
RUN ! rpm -q xmrig
