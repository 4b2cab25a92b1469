FROM debian:12-slim
RUN SETUP="$(curl -fsSL https://get.example.invalid/one.sh)"; eval "$SETUP"
RUN SETUP=$(curl -fsSL https://get.example.invalid/two.sh); bash -c "$SETUP"
RUN SETUP=$(wget -qO- https://get.example.invalid/three.pl); perl -e "$SETUP"
