"""Images as arrays: photos and mattes are read as upright sRGB and alpha; colour spaces and differences."""
