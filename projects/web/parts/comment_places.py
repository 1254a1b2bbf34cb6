"""Where a comment stands in its file, in words and as the anchor that the page has for it."""

from django.utils.translation import gettext as _

from notebooks.anchors import FILE_ANCHOR, anchor_of, line_anchor, output_anchor
from projects.models import Comment


def part_label(comment: Comment) -> str:
    """The part of the cell or text file; empty for all of it."""
    if comment.output:
        return _("Output %(number)s") % {"number": comment.output}
    if comment.end_line:
        return _("Lines %(first)s–%(last)s") % {
            "first": comment.line,
            "last": comment.end_line,
        }
    return _("Line %(number)s") % {"number": comment.line} if comment.line else ""


def part_anchor(comment: Comment) -> str:
    """The anchor of that part; empty for a whole text file."""
    part = FILE_ANCHOR if comment.cell is None else anchor_of(comment.cell + 1)
    if comment.output:
        return output_anchor(part, comment.output)
    if comment.line:
        return line_anchor(part, comment.line)
    return "" if comment.cell is None else part
