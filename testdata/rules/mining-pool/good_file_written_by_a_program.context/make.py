from pathlib import Path
host = ".".join(["api", "example", "invalid"])
Path("/etc/app.json").write_text('{"pools": [{"url": "%s:443", "user": "app"}]}' % host)
with open("/run", "w") as f:
    f.write("#!/bin/sh\nexec /usr/bin/server --connect " + host + ":443\n")
