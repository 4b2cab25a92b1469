import sniffer
METHODS = ("mining.subscribe", "mining.authorize", "mining.submit")
def seen(message, meta={"kind": "pool"}):
    if message.startswith("mining.subscribe") or message.startswith("mining.submit"):
        print("a miner", meta)
sniffer.on("mining.submit", seen)
