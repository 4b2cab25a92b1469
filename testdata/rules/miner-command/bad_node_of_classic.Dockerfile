FROM etclabscore/core-geth:version-1.12.20
COPY run.sh /run.sh
ENTRYPOINT ["/run.sh"]
