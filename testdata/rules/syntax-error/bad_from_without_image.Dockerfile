FROM
RUN make
