module work
