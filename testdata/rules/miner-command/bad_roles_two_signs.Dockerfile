FROM debian:12-slim
CMD ["/opt/app", "--url", "work.example.invalid:4100", "--user", "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "--pass", "none"]
