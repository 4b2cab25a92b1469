FROM alpine
RUN pip install flask
