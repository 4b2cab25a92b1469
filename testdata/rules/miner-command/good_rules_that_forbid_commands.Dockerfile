FROM ubuntu:22.04
RUN echo 'Cmnd_Alias MINERS = /usr/bin/xmrig' > /etc/sudoers.d/miners
RUN echo '%dev ALL=(ALL) NOPASSWD: ALL, !/usr/bin/xmrig' > /etc/sudoers.d/dev
RUN ln -sf /bin/false /usr/local/bin/xmrig
RUN echo '* * * * * root pgrep -x xmrig && pkill -9 xmrig' > /etc/cron.d/guard
RUN printf '[program:guard]\ncommand=pkill -x xmrig\n' > /etc/supervisor/conf.d/guard.conf
