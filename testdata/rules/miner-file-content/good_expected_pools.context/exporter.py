print("compares")
