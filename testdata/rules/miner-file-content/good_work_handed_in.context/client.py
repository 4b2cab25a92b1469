import json, socket

server = socket.create_connection(("metrics.example.invalid", 3032))
account = {"login": "worker", "pass": "x"}


def send(message):
    server.sendall((json.dumps(message) + "\n").encode())


send({"id": 1, "method": "login", "params": account})
send({"id": 2, "method": "submit", "params": {"job_id": "1", "result": "00"}})
