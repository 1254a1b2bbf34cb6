"""The words that a rendered file carries, in the language of the moment."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notebooks.labels import Labels, Plural
from notebooks.unshown import Kind
from projects.templatetags.kit import icon


def labels() -> Labels:
    return Labels(
        cell=_("Cell %(number)s"),
        code_cell=_("Code cell %(number)s"),
        text_cell=_("Text cell %(number)s"),
        line=_("Line %(number)s"),
        comment_on_line=_("Comment on line %(number)s"),
        comment_on_output=_("Comment on output %(number)s"),
        copy=_("Copy the code"),
        copied=_("Copied"),
        copy_icon=str(icon("copy", size="small")),
        picture=_("Picture from the notebook"),
        output_not_shown=_(
            "This output is too large to be shown here: download the file to see it."
        ),
        unshown={
            Kind.CHART: _("An interactive chart (%(size)s) cannot be drawn here."),
            Kind.VIDEO: _("A video (%(size)s) is not played here."),
            Kind.AUDIO: _("A sound recording (%(size)s) is not played here."),
            Kind.WIDGET: _("A widget that needs a running notebook is not shown here."),
            Kind.SCRIPT: _("A script (%(size)s) is not run here."),
            Kind.FRAME: _("A page from elsewhere (%(size)s) is not shown here."),
            Kind.PDF: _("A PDF file (%(size)s) is not shown here."),
            Kind.PICTURE: _(
                "A picture is not shown here: it lies outside of the notebook, or is of a "
                "type that pages do not show."
            ),
            Kind.DRAWING: _("A drawing (SVG, %(size)s) cannot be read."),
            Kind.INTERACTIVE: _(
                "Content that needs scripts (%(size)s) is not shown here."
            ),
            Kind.OTHER: _(
                "An output of the type %(type)s (%(size)s) is not shown here."
            ),
        },
        download=_("Download"),
        more_lines=plural(lambda n: ngettext("%(n)s more line", "%(n)s more lines", n)),
        dropped_lines=plural(
            lambda n: ngettext(
                "%(n)s of them is too far down to be kept.",
                "%(n)s of them are too far down to be kept.",
                n,
            )
        ),
        dropped_source=plural(
            lambda n: ngettext(
                "%(n)s more line is not shown here: download the file to read it.",
                "%(n)s more lines are not shown here: download the file to read them.",
                n,
            )
        ),
        dropped_outputs=plural(
            lambda n: ngettext(
                "%(n)s more output is not shown here: download the file to see it.",
                "%(n)s more outputs are not shown here: download the file to see them.",
                n,
            )
        ),
    )


def plural(words: Callable[[int], str]) -> Plural:
    return Plural(one=words(1), other=words(2))
