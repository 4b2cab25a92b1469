FROM debian:12-slim
RUN for a in $(seq 170); do for b in $(seq 170); do touch /d/$a/$b /e; done; done # 1
RUN for a in $(seq 170); do for b in $(seq 170); do touch /d/$a/$b /e; done; done # 2
RUN for a in $(seq 170); do for b in $(seq 170); do touch /d/$a/$b /e; done; done # 3
RUN for a in $(seq 170); do for b in $(seq 170); do touch /d/$a/$b /e; done; done # 4
RUN for a in $(seq 170); do for b in $(seq 170); do touch /d/$a/$b /e; done; done # 5
