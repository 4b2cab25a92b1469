FROM debian:12
RUN curl -so /tmp/x https://files.example.invalid/x && sh /tmp/x
RUN wget https://files.example.invalid/setup.sh && chmod +x setup.sh && ./setup.sh
RUN cd /opt && curl -fsSLO https://files.example.invalid/install.py
RUN python3 /opt/install.py
RUN curl -s https://files.example.invalid/env > env.sh; . ./env.sh
