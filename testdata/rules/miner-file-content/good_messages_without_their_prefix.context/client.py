import json, socket

server = socket.create_connection(("events.example.invalid", 3333))


def send(name, *params):
    server.sendall((json.dumps({"method": where() + name, "params": params}) + "\n").encode())


send("subscribe")
send("authorize", "worker", "x")
for line in server.makefile():
    if json.loads(line)["method"] == where() + "notify":
        send("submit", "worker", "1", "00", "00")
