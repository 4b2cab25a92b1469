import json, os, socket
s = socket.create_connection((os.environ["UP"], 3333))
def call(number, method, params):
    s.sendall(json.dumps({"id": number, "method": method, "params": params}).encode() + b"\n")
call(1, "mining.subscribe", [])
while True:
    call(2, "mining.submit", ["me", "0"])
