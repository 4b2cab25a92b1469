FROM debian:12-slim
CMD ./app --pool-address "$FIRST" --payout "$SECOND"
