import requests

URL = "http://xmrig:8080/2/summary"
print(requests.get(URL).json()["hashrate"])
