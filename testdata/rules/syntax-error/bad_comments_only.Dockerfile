# nothing is built here
