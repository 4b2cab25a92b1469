FROM debian:12-slim
run printf %s 746f756368202f7372762f72656164790a \
      | xxd -r -p \
      | /bin/bash
