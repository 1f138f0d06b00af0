"""The trainer's edition of a practice: what only whoever teaches it should see, in a notebook of its own.

`cells` are the words of the notebook, `Lesson` the objects that its code cells show, `quiz_page` the sheet without
answers that learners get.
"""

from playbook.trainer.lesson import Lesson
from playbook.trainer.pages import cells
from playbook.trainer.quiz import quiz_page

__all__ = ["Lesson", "cells", "quiz_page"]
