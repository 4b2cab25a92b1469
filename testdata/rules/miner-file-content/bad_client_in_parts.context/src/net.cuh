void greet() { put(R"({"id":1,"method":"mining.subscribe","params":[]})"); }
