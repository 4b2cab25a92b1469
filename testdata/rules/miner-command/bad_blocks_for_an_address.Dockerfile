FROM debian:12-slim
CMD while :; do zz-cli generatetoaddress 1 bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 2147483647; done
