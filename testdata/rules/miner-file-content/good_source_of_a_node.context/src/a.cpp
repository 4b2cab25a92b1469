int main() {
  std::system("date");
  commands.set_handler("start_mining", std::bind(&executor::start_mining, &parser, _1));
}
