"""The app and JupyterLab as a reader meets them.

`launch.py` starts either; `server.py` is Voilà with the app's settings, `addresses.py` and `pages.py` say what is at
which address, `rendering.py` sends it, `kernels.py` and `warm.py` have a kernel ready for it, `trouble.py` speaks when
something is missing.
"""

HOST = "127.0.0.1"  # this computer, and no other
