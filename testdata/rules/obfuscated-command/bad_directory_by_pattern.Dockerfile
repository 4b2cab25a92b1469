FROM debian:12-slim
RUN /usr/b?n/python3* setup.py
RUN /usr/[b]in/java* -jar app.jar
RUN /u*r/bin/python3* setup.py
