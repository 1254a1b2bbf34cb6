"""What a rendering is asked with, where the words do not matter."""

from dataclasses import asdict

from notebooks.labels import Labels, Plural
from notebooks.unshown import Kind

LABELS = Labels(
    cell="Cell %(number)s",
    code_cell="Code cell %(number)s",
    text_cell="Text cell %(number)s",
    line="Line %(number)s",
    comment_on_line="Comment on line %(number)s",
    comment_on_output="Comment on output %(number)s",
    copy="Copy",
    copied="Copied",
    copy_icon="",
    picture="Picture",
    output_not_shown="Not shown.",
    unshown={kind: f"{kind} %(size)s %(type)s" for kind in Kind},
    download="Download",
    more_lines=Plural("%(n)s more line", "%(n)s more lines"),
    dropped_lines=Plural("%(n)s dropped", "%(n)s dropped"),
    dropped_source=Plural("%(n)s line missing", "%(n)s lines missing"),
    dropped_outputs=Plural("%(n)s output missing", "%(n)s outputs missing"),
)
OPTIONS = {
    "labels": asdict(LABELS),
    "comment_url": "",
    "picture_base": "/p/",
    "beside": {},
    "scrub": False,
}
