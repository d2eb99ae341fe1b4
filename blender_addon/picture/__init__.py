"""Light becomes pictures: develop, lay on white, encode, check, and the files they are stored in."""
