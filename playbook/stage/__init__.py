"""The night that moves: the opening of the big sale played minute by minute, in a page, in a file, as a picture.

`evening` turns a night of the model into what is drawn, `view` shows it and listens, `file` makes one page that needs
no server, `still` the picture that a saved notebook keeps.
"""

from playbook.stage.evening import Bar, frames, page_of
from playbook.stage.file import document
from playbook.stage.still import still
from playbook.stage.view import StageView

__all__ = ["Bar", "StageView", "document", "frames", "page_of", "still"]
