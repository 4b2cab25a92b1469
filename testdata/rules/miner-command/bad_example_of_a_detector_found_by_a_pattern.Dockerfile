FROM returntocorp/semgrep:1.78
COPY rules /rules/
RUN semgrep scan --test --config /rules /rules
CMD for each in /*/*.sh; do sh $each; done
