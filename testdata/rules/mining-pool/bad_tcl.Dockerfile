FROM debian:12
COPY run.tcl /
RUN tclsh8.7 /run.tcl
