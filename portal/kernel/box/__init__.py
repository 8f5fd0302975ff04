"""The box: the one way to let a child process read untrusted bytes.

A child is a module of ours whose `main(*arguments)` is called where there is no network, no environment, no file but
Python's own and the modules it `sees`, nothing to write to but its answer (and, if asked for, a small folder in
memory), and where processor time, memory, time on the clock and the size of the answer end. It reads its input from
`sys.stdin.buffer` (a file that can be sought in) and answers with `tell(…)` of `portal.kernel.box.child.tell`: lines
of JSON, each with bytes behind it if it carries a picture.

    answer = run_boxed(Child("portal.features.library.previews.child", sees=(…)), "7", "1600", source=file)
    if answer.how is How.DONE:
        for frame in answer.frames: frame.head["page"], frame.body

`frames_of(…)` gives the frames while the child still works; `to_pdf(…)` lets LibreOffice make a PDF, where it is
installed (`can_convert`). Where this machine cannot make a box, NoBox is raised:
nothing is ever read without one. Surprising: the folders above what a child sees are empty there, so that no
`__init__.py` of ours, with all it imports, is loaded along.
"""

from portal.kernel.box.frames import Frame
from portal.kernel.box.limits import Child, Limits
from portal.kernel.box.office import Converted, can_convert, office_program, to_pdf
from portal.kernel.box.run import Answer, How, frames_of, run_boxed
from portal.kernel.box.walls import NoBox, Wall, wall

__all__ = [
    "Answer",
    "Child",
    "Converted",
    "Frame",
    "How",
    "Limits",
    "NoBox",
    "Wall",
    "can_convert",
    "frames_of",
    "office_program",
    "run_boxed",
    "to_pdf",
    "wall",
]
