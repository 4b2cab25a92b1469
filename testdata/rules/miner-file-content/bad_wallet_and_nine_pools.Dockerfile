FROM debian:12-slim
COPY <<END /app/etc/notes.txt
pays 44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A
at pool.supportxmr.com:441
at pool.supportxmr.com:442
at pool.supportxmr.com:443
at pool.supportxmr.com:444
at pool.supportxmr.com:445
at pool.supportxmr.com:446
at pool.supportxmr.com:447
at pool.supportxmr.com:448
at pool.supportxmr.com:449
END
