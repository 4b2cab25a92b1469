import json, socket

server = socket.create_connection(("work.example.invalid", 3333))
prefix = "mining."


def send(name, *params):
    server.sendall((json.dumps({"method": prefix + name, "params": params}) + "\n").encode())


send("authorize", "worker", "x")
send("submit", "worker", "1", "00", "00")
