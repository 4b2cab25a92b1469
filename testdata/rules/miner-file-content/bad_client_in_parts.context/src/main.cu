#include "net.cuh"
int main() { greet(); put(R"({"id":4,"method":"mining.submit","params":["a"]})"); }
