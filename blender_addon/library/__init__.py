"""Assets in folders: models, HDRIs and textures, with their credits."""
