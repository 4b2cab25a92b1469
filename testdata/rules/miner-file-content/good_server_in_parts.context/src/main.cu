int main() { bind(fd, a, n); listen(fd, 5); put(R"({"id":4,"method":"mining.submit","params":["a"]})"); }
