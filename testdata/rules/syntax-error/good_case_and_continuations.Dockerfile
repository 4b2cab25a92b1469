from debian:12-slim as Build
Run apt-get update \
    # a comment inside a continued command

 && apt-get upgrade -y \   
 && true
FR\
OM debian:12-slim AS Build
ru\
n echo done \\
CMD ['/bin/sh']
