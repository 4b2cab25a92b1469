FROM debian:12-slim
RUN a=44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpD && \
    /server --key "${a}tQGv7SqSsaBYBb98uNbr2V"'BBEt7f2wfn3RVGQBEP3A'
