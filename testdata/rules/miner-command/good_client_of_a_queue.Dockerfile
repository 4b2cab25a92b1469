FROM python:3.12-slim
CMD ["python", "/app/sensor.py", "--server", "mqtt.example.invalid:1883", "--user", "sensor", "--password", "x", "--worker", "3"]
