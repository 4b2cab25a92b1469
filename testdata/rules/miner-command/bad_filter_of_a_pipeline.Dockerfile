FROM docker.elastic.co/logstash/logstash:8.15.3
COPY main.conf /usr/share/logstash/pipeline/logstash.conf
