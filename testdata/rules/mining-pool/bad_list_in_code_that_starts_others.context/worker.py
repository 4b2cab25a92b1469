import os, subprocess
hosts = [
    "eth.nanopool.org:9999",
]
subprocess.run(["/opt/worker", "-c", "/opt/settings"])
