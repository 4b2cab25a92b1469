FROM zeek/zeek:7.0
COPY names.zeek /opt/site/names.zeek
RUN echo '@load ./names.zeek' >> /opt/site/local.zeek
