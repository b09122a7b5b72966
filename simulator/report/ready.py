"""Getting ready to draw, in a process that does nothing else: Matplotlib is loaded without the texts of its own help.

It puts them together for every kind of artist while it is imported, which takes a quarter of the time, and nobody asks
a helper for help.
"""

import matplotlib.artist

matplotlib.artist.kwdoc = lambda artist: ""
setattr(matplotlib.artist.Artist, "_update_set_signature_and_docstring", classmethod(lambda artist: None))  # noqa: B010

import simulator.report.drawing  # noqa: E402, F401
