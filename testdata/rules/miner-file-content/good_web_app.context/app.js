const config = { "pools": [], "url": "https://api.example.invalid", "user": "me" };
