rule x { condition: false }
