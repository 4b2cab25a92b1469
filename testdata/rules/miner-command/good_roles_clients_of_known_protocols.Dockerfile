FROM debian:12-slim
RUN mongodump --uri mongodb://db:27017 --username app --password secret && artemis producer --user a --password p --url tcp://mq:61616
RUN nats --server nats://nats:4222 --user app --password secret sub x && amqp-perf --uri amqp://mq:5672 --username guest --password guest
RUN ldap-sync --server ldap://dir:389 --user cn=x --password y && mqtt-cli --url mqtt://iot:1883 --user a --pass b
CMD ["app", "-o", "redis://cache:6379", "-u", "app", "-p", "secret"]
