import hashlib, json, socket

server = socket.create_connection(("work.example.invalid", 3333))


def send(name, *params):
    server.sendall((json.dumps({"method": where() + name, "params": params}) + "\n").encode())


send("subscribe")
send("authorize", "worker", "x")
for line in server.makefile():
    if json.loads(line)["method"] == where() + "notify":
        hashlib.sha256(line.encode()).digest()
        send("submit", "worker", "1", "00", "00")
