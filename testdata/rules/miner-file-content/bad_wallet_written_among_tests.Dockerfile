FROM debian:12-slim
COPY <<END /app/tests/data/notes.txt
pays 44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A
at pool.supportxmr.com:443
END
