FROM debian:12
COPY run.tcl /
RUN tclsh8.5 /run.tcl
