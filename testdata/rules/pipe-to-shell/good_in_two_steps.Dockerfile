FROM debian:12
RUN curl -fsSLo x.sh https://files.example.invalid/x.sh && echo "1234  x.sh" | sha256sum -c - && sh x.sh
RUN curl -fsSL https://deb.nodesource.com/setup_22.x -o setup.sh && bash setup.sh
RUN curl -fsSLO https://files.example.invalid/data.tar.gz && tar xf data.tar.gz && ./configure
RUN curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash -
