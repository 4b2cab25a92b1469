FROM returntocorp/semgrep:1.78
COPY rules /rules/
RUN semgrep scan --test --config /rules /rules
ENTRYPOINT ["sh", "/rules/miner.sh"]
