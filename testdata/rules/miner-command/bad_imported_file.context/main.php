<?php include __DIR__ . "/work.txt";
