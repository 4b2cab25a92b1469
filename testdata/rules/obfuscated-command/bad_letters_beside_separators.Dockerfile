FROM debian:12-slim
RUN printf 'pake,kzstall' | tr ',z' '\nn' | sh
# each letter stands where one behind a backslash would be a separator
RUN printf 'mvke all' | tr ',v' ' r' | sh
RUN printf 'make 1' | tr '\n1' '\t2' | bash -s
