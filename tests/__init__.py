"""A package, so that a package of this name which somebody else installs (Ciw does) is not taken for it."""
