"""What people read of a file whose reading exceeded a limit."""

from collections.abc import Mapping

from notebooks.isolated.client import Reason
from notebooks.refusals import Refusal, Text

_EXCEEDED: Mapping[Reason, Text] = {
    Reason.TIME: {"en": "it takes too long", "ja": "時間がかかりすぎます"},
    Reason.MEMORY: {
        "en": "it takes too much memory",
        "ja": "必要なメモリが多すぎます",
    },
    Reason.SIZE: {"en": "it becomes too large", "ja": "大きくなりすぎます"},
    Reason.DIED: {"en": "it broke off", "ja": "途中で止まりました"},
}


def refusal_of(reason: Reason) -> Refusal:
    """The refusal for an upload that exceeded a limit, as its sender reads it."""
    why = _EXCEEDED[reason]
    return Refusal(
        f"unreadable_{reason}",
        en=f"This file could not be read: {why['en']}. Clear the outputs (Kernel →"
        " Restart & Clear Output), leave out what is not your work, save, and upload it"
        " again.",
        ja=f"このファイルを読めませんでした（{why['ja']}）。出力を消し（Kernel → Restart &"
        " Clear Output）、課題に関係のないものを除いて保存し、もう一度アップロードして"
        "ください。",
    )


def not_shown(reason: Reason) -> Text:
    """Why a file cannot be shown."""
    why = _EXCEEDED[reason]
    return {
        "en": f"Making a page of this file was given up: {why['en']}.",
        "ja": f"このファイルの表示を中止しました（{why['ja']}）。",
    }
