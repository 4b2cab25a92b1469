FROM debian:12-slim
CMD /opt/service --account "$(echo 9876tnuocca-elpmaxe | rev)"
